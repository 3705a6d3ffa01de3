package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardTest {
  // SHA-256 of "abc", the example in FIPS 180-2, appendix B.1
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path data;
  private Path folder;

  @BeforeEach
  void letters() throws IOException {
    folder = Files.createDirectories(data.resolve("letters"));
    Files.writeString(folder.resolve("abc.txt"), "abc");
    Files.writeString(
        folder.resolve("CARD.md"),
        "# letters\n\n| abc.txt | a text |\n\n| abc.txt | 3 | " + ABC + " |\n");
  }

  @Test
  void everyFileInDataIsListedAndAsListed() throws IOException {
    List<Card> cards = Card.all(Lab.data());
    assertTrue(cards.size() >= 1);
    for (Card card : cards) {
      assertEquals(List.of(), card.verify(), card.name());
      try (Stream<Path> files = Files.list(Lab.data().resolve(card.name()))) {
        List<String> found =
            files.map(f -> f.getFileName().toString()).filter(f -> !f.equals("CARD.md")).toList();
        List<String> listed = card.entries().stream().map(Card.Entry::name).toList();
        assertEquals(sorted(listed), sorted(found), card.name());
      }
    }
  }

  @Test
  void goodFileIsGivenOut() {
    assertEquals(folder.resolve("abc.txt"), Card.of(folder).file("abc.txt"));
  }

  @Test
  void filesMadeAnewGetTheirSumsIntoTheCard() throws IOException {
    assertEquals(List.of(), Card.of(folder).renew());
    Files.writeString(folder.resolve("abc.txt"), "longer");
    assertEquals(List.of("abc.txt"), Card.of(folder).renew());
    assertEquals(List.of(), Card.of(folder).verify());
    assertEquals(6, Card.of(folder).entries().get(0).bytes());
    assertTrue(Files.readString(folder.resolve("CARD.md")).contains("| abc.txt | a text |"));
  }

  @Test
  void changedFileIsNamedWithBothSumsAndTheCure() throws IOException {
    Files.writeString(folder.resolve("abc.txt"), "abd");
    String message = problem();
    assertTrue(message.contains("abc.txt"), message);
    assertTrue(message.contains(ABC), message);
    assertTrue(message.contains(Card.sha256(folder.resolve("abc.txt"))), message);
    assertTrue(message.contains("git checkout -- data/letters"), message);
  }

  @Test
  void missingFileIsNamedWithTheCure() throws IOException {
    Files.delete(folder.resolve("abc.txt"));
    String message = problem();
    assertTrue(message.contains("abc.txt is missing"), message);
    assertTrue(message.contains("git checkout -- data/letters"), message);
  }

  @Test
  void missingOrEmptyCardIsNamed() throws IOException {
    Files.writeString(folder.resolve("CARD.md"), "# letters\n");
    DataException empty = assertThrows(DataException.class, () -> Card.of(folder));
    assertTrue(empty.getMessage().contains("lists no file"), empty.getMessage());
    Files.delete(folder.resolve("CARD.md"));
    DataException missing = assertThrows(DataException.class, () -> Card.of(folder));
    assertTrue(missing.getMessage().contains("CARD.md"), missing.getMessage());
  }

  private String problem() {
    List<String> problems = Card.of(folder).verify();
    assertEquals(1, problems.size());
    return problems.get(0);
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }
}
