package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

/** The subjects of mails: how the recipe cleans them, and what was committed. */
class SubjectsTest {
  @Test
  void noAddressIsInTheTable() throws IOException {
    String table = Files.readString(Lab.data().resolve("subjects/subjects.csv"));
    assertFalse(table.contains("@r") || table.matches("(?s).*\\w@\\w+\\.\\w.*"));
    assertEquals(6_044, table.lines().count());
  }

  @Test
  void namesFoundByReadingAreTakenOutAgain() throws IOException {
    // Whatever the rules find in the committed table would be a name that was left in.
    People people = new People();
    Path file = Lab.data().resolve("subjects/subjects.csv");
    for (String line : Files.readAllLines(file)) {
      assertEquals(line, people.removed(line, ""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dan's new page | [name]'s new page",
        "Thanks to Dan R. Example for it | Thanks to [name] for it",
        "Dan Example: a page | [name]: a page",
        "thanks dan | thanks [name]",
        "Dan | [name]",
        "a Daniela in Denmark | a Daniela in Denmark",
        "Re: some.body@example.org | Re: [address]",
        "Hello somebody12 ! Free | Hello [name] ! Free",
        "Hello | Hello",
        "Hi there, free | Hi there, free",
        "=?iso-8859-1?Q?caf=E9?= | =?iso-8859-1?Q?caf=E9?=",
        "=?iso-8859-1?Q?Dan_im_caf=E9?= | [name] im café",
      })
  void names(String subject, String without) throws IOException {
    assertEquals(without, new People().removed(subject, ""));
  }

  @Test
  void spamThatGreetsAMailbox() throws IOException {
    String head = "From: x@example.org\nTo: rose77@example.org, mortgage@example.org";
    String subject = "a mortgage for ROSE77, now";
    assertEquals("a mortgage for [name], now", new People().removed(subject, head));
    assertEquals(subject, new People().removed(subject, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thu, 22 Aug 2002 18:26:25 +0700 | Thu, 22 Aug 2002",
        "03 Jul 01 12:47:50 AM | 03 Jul 01",
        "Sat Sep 21 08:18:08 2002 | Sat Sep 21 2002",
        "2002/09/14 Sat 02:29:32 CDT | 2002/09/14 Sat",
      })
  void days(String date, String day) {
    assertEquals(day, SubjectsRecipe.day(date));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain | plain",
        "=?iso-8859-1?Q?caf=E9_au_lait?= | café au lait",
        "=?UTF-8?B?w6l0w6k=?= | été",
        "=?us-ascii?q?a?=  =?us-ascii?q?b?= c | ab c",
        "Re: =?iso-8859-1?Q?=DCber?= us | Re: Über us",
        "=?no-such-charset?Q?a?= | =?no-such-charset?Q?a?=",
        "=?us-ascii?Q?a=G1?= | =?us-ascii?Q?a=G1?=",
        "=?us-ascii?B?a?= | =?us-ascii?B?a?=",
        "=?us-ascii?Q?a=? | =?us-ascii?Q?a=?",
      })
  void encodedWords(String encoded, String decoded) {
    assertEquals(decoded, EncodedWords.decode(encoded));
  }

  @Test
  void theTableIsAsRawAsItsCardSays() {
    Table table = Subjects.load();
    assertEquals(List.of("group", "date", "type", "subject"), table.columnNames());
    assertEquals(6_043, table.rowCount());
    assertEquals(19, table.column("subject").countMissing());
    assertEquals(808, table.column("type").countMissing());
    assertEquals(0, table.column("date").countMissing() + table.column("group").countMissing());
    assertTrue(table.stringColumn("subject").countUnique() < 4_400, "duplicates are still there");
  }

  @Test
  void coarseWordsAreKnownInAnyForm() {
    assertTrue(Subjects.isCoarse("Free SEXY pictures"));
    assertFalse(Subjects.isCoarse("Re: New Sequences Window"));
  }

  @Test
  void theCardSaysHowManyWereLeftOut() throws IOException {
    String card = Files.readString(Lab.data().resolve("subjects/CARD.md"));
    assertTrue(card.contains("6,043") && card.contains("3 subjects"), card);
  }
}
