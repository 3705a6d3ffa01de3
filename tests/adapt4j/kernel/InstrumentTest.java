package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentTest {
  /** Stands for the code of a cell. */
  public static final class Sample {
    private Sample() {}

    public static int sum() {
      int sum = 0;
      for (int i = 0; i < 10; i++) {
        sum += i;
      }
      return sum;
    }

    public static int whileTrue() {
      int i = 0;
      while (true) {
        i = i == 100 ? 0 : i + 1;
      }
    }

    public static void doWhile() {
      boolean go = true;
      do {
        try {
          go = System.nanoTime() != 0;
        } catch (RuntimeException e) {
          go = true;
        }
      } while (go);
    }

    public static long recursion() {
      return fibonacci(90);
    }

    private static long fibonacci(int n) {
      return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    public static void lambda() {
      Runnable endless =
          () -> {
            for (; ; ) {
              Thread.onSpinWait();
            }
          };
      endless.run();
    }

    public static void systemExit() {
      System.exit(3);
    }

    public static void runtimeExit() {
      Runtime.getRuntime().exit(3);
    }

    public static void halt() {
      Runtime.getRuntime().halt(3);
    }

    public static void reference() {
      IntConsumer exit = System::exit;
      exit.accept(3);
    }
  }

  @AfterEach
  void calm() {
    Guard.stopCell(false);
  }

  @Test
  void wovenCodeDoesWhatItDid() throws Throwable {
    assertEquals(45, call("sum"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"whileTrue", "doWhile", "recursion", "lambda"})
  void endlessCodeStops(String method) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread thread = new Thread(() -> thrown[0] = assertThrows(Throwable.class, () -> call(method)));
    thread.setDaemon(true);
    thread.start();
    thread.join(200);
    assertEquals(true, thread.isAlive(), method + " must not end by itself");
    Guard.stopCell(true);
    thread.join(20_000);
    assertInstanceOf(Guard.Stop.class, thrown[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"systemExit", "runtimeExit", "halt", "reference"})
  void exitIsAnError(String method) {
    Guard.Exit exit = assertThrows(Guard.Exit.class, () -> call(method));
    assertEquals("System.exit(3) ended this cell, not the kernel", exit.getMessage());
  }

  private static Object call(String name) throws Throwable {
    Method method = new Woven().loadClass(Sample.class.getName()).getMethod(name);
    try {
      return method.invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static final class Woven extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Sample.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] woven = Instrument.weave(in.readAllBytes());
        return defineClass(name, woven, 0, woven.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
