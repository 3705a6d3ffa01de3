package adapt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The glossary, and the links of all pages that are not notebooks. */
class GlossaryTest {
  private static final Path NOTEBOOKS = Path.of("notebooks");
  private static final Pattern ROW =
      Pattern.compile("\\| \\*\\*(.+?)\\*\\* \\| (.+) \\| \\[\\d\\d]\\((\\d\\d-.+\\.ipynb)\\) \\|");
  private static final int STEM = 5; // letters of a word that stand for its forms

  @Test
  void eachTermIsOneSentenceAndStandsInItsLesson() throws IOException {
    Set<String> terms = new HashSet<>();
    Map<String, String> lessons = new HashMap<>();
    List<String> lines = Files.readAllLines(NOTEBOOKS.resolve("GLOSSARY.md"));
    for (String line : lines.subList(lines.indexOf("| :--- | :--- | :--- |") + 1, lines.size())) {
      Matcher row = ROW.matcher(line);
      assertTrue(row.matches(), line);
      assertTrue(terms.add(row.group(1).toLowerCase(Locale.ROOT)), "twice: " + line);
      assertTrue(row.group(2).endsWith(".") && !row.group(2).contains(". "), line);
      if (!lessons.containsKey(row.group(3))) {
        lessons.put(row.group(3), text(NOTEBOOKS.resolve(row.group(3))));
      }
      String lesson = lessons.get(row.group(3));
      for (String word : row.group(1).replaceAll(" \\(.*\\)", "").split("[^\\p{L}\\p{N}]+")) {
        String stem = word.substring(0, Math.min(STEM, word.length())).toLowerCase(Locale.ROOT);
        assertTrue(lesson.contains(stem), row.group(3) + " has no " + word + ": " + line);
      }
    }
    assertTrue(terms.size() > 150, terms.size() + " terms");
    assertEquals(11, lessons.size(), "a lesson that explains no term: " + lessons.keySet());
  }

  private static String text(Path notebook) throws IOException {
    return NotebooksTest.cells(notebook).stream()
        .map(NotebooksTest.Cell::source)
        .collect(Collectors.joining("\n"))
        .toLowerCase(Locale.ROOT);
  }

  @Test
  void linksOfPagesLeadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String root : List.of(".", "notebooks", "data")) {
      try (var files = Files.walk(Path.of(root), root.equals("data") ? 2 : 1)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    assertTrue(pages.size() > 15, "" + pages);
    for (Path page : pages) {
      Matcher link = NotebooksTest.LINK.matcher(Files.readString(page));
      while (link.find()) {
        Path target = page.resolveSibling(link.group(1)).normalize();
        assertTrue(Files.exists(target), page + " links to " + link.group(1));
      }
    }
  }
}
