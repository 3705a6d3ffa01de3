package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
  @TempDir Path folder;

  /** A peer that is a shell script, which writes down its process and gets a variable. */
  private Peer peer(String script) {
    String text = "echo $$ > '" + folder.resolve("pid") + "'; " + script;
    return Peer.start("The other", Map.of("THREADS", "3"), List.of("sh", "-c", text));
  }

  private boolean runs() throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    return ProcessHandle.of(pid).isPresent();
  }

  private String failure(String script) {
    try (Peer peer = peer(script)) {
      return assertThrows(PeerFailed.class, peer::round).getMessage();
    }
  }

  @Test
  void itGoesWhenItIsAskedAndEndsWhenItIsClosed() throws IOException {
    try (Peer peer = peer("while read word; do n=x$n; echo ${#n}.5 $THREADS -2e-3 $word; done")) {
      // "go" is no number: the script shows here what it was asked.
      assertTrue(assertThrows(PeerFailed.class, peer::round).getMessage().contains("-2e-3 go\""));
    }
    try (Peer peer = peer("while read word; do n=x$n; echo ${#n}.5 $THREADS -2e-3; done")) {
      assertEquals(1.5, peer.round().seconds());
      Round second = peer.round();
      assertEquals(2.5, second.seconds());
      assertArrayEquals(new double[] {3, -0.002}, second.losses());
      assertTrue(runs());
    }
    assertFalse(runs());
  }

  @Test
  void oneThatDoesNotEndIsEnded() throws Exception {
    try (Peer peer = peer("echo 1 2; while :; do sleep 1; done")) {
      peer.round();
      assertTrue(runs());
    }
    assertFalse(runs());
  }

  @Test
  void oneThatDiesIsQuoted() {
    String said = failure("echo first >&2; echo 'no memory left' >&2; exit 7");
    assertTrue(said.startsWith("The other has ended (exit status 7)"), said);
    assertTrue(said.endsWith("first\n  no memory left"), said);
    assertTrue(failure("exit 0").contains("exit status 0"));
  }

  @Test
  void onlyTheLastWordsAreQuoted() {
    String said = failure("for i in 1 2 3 4 5 6 7 8 9; do echo word $i >&2; done; exit 1");
    assertFalse(said.contains("word 1"), said);
    assertTrue(said.contains("word 2") && said.contains("word 9"), said);
  }

  @Test
  void nonsenseIsQuoted() {
    for (String nonsense : List.of("hello", "1.5 much", "-1 2", "0 2", "NaN 2", "Infinity", "")) {
      String said = failure("read word; echo '" + nonsense + "'; echo why >&2");
      assertTrue(said.contains("it says \"" + nonsense + "\""), said);
      assertTrue(said.endsWith("why"), said);
    }
  }

  @Test
  void oneThatIsNotThereIsNamed() {
    List<String> command = List.of("/no/such/program", "--fast");
    PeerFailed failed =
        assertThrows(PeerFailed.class, () -> Peer.start("The other", Map.of(), command));
    assertTrue(failed.getMessage().contains("\"/no/such/program --fast\". Is it installed?"));
  }

  @Test
  void theMediansOfARaceCountWithoutTheWarmUp() {
    double[][] seconds = {{100, 3, 1, 2}, {100, 4, 9, 6}};
    int[] at = new int[2];
    double[] off = {0, 1e-3};
    Supplier<Round> first = () -> new Round(seconds[0][at[0]++], new double[] {1, 2});
    Supplier<Round> other =
        () -> new Round(seconds[1][at[1]++], new double[] {1 - off[1] / 4, 2 + off[1]});
    Race race = Race.of(3, List.of(first, other));
    assertEquals(3, race.timesAsFastAs(1)); // 6 s and 2 s
    assertEquals(1, race.speed(0)); // 2 steps in 2 s
    assertEquals(0.25e-3, race.difference(1, 1), 1e-9);
    assertEquals(1e-3, race.difference(1, 2), 1e-9);
  }

  @Test
  void aRaceWantsTheSameWorkFromAll() {
    Supplier<Round> two = () -> new Round(1, new double[] {1, 2});
    Supplier<Round> one = () -> new Round(1, new double[] {1});
    assertThrows(PeerFailed.class, () -> Race.of(1, List.of(two, one)));
    Supplier<Round> none = () -> new Round(1, new double[] {1, Double.NaN});
    assertTrue(Double.isNaN(Race.of(1, List.of(two, none)).difference(1, 2)));
  }
}
