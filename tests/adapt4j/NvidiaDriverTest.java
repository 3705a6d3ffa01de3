package adapt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
  @TempDir Path root;

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void isNotThereWithoutItsFiles() throws IOException {
    assertEquals(new NvidiaDriver(false, Optional.empty()), NvidiaDriver.look(root));
    file("usr/lib/x86_64-linux-gnu/libcuda.so.1", ""); // the library alone drives nothing
    file("dev/dxg", "");
    assertFalse(NvidiaDriver.look(root).present());
  }

  @Test
  void isThereWithTheDevice() throws IOException {
    file("dev/nvidiactl", "");
    assertEquals(new NvidiaDriver(true, Optional.empty()), NvidiaDriver.look(root));
  }

  @Test
  void isLentByWindows() throws IOException {
    file("dev/dxg", "");
    file("usr/lib/wsl/lib/libcuda.so.1", "");
    assertTrue(NvidiaDriver.look(root).present());
  }

  @Test
  void saysItsVersion() throws IOException {
    file(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n"
            + "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n");
    assertEquals(new NvidiaDriver(true, Optional.of("535.104.05")), NvidiaDriver.look(root));
    file(
        "proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build\n");
    assertEquals(Optional.of("570.86.15"), NvidiaDriver.look(root).version());
    file("proc/driver/nvidia/version", "something new\n");
    assertEquals(new NvidiaDriver(true, Optional.empty()), NvidiaDriver.look(root));
  }
}
