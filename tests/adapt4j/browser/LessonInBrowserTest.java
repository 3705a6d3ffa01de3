package adapt4j.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lesson 00 by "Run All" in a real browser against the server that {@code ./lab} starts. The
 * screenshot lies in {@code target/browser}. Needs Chromium. It knows the pages of the classic
 * Notebook (Debian's) and of Notebook 7 (pip's).
 */
@Tag("course")
class LessonInBrowserTest {
  private static final Path HOME = Path.of("").toAbsolutePath();
  private static final Pattern ADDRESS =
      Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/)\\S*\\?token=(\\w+)");

  @Test
  void lessonRunsByRunAll(@TempDir Path profile) throws Exception {
    assumeTrue(Chromium.installed().isPresent(), "There is no Chromium to test with.");
    Process lab =
        new ProcessBuilder(HOME.resolve("lab").toString(), "--no-browser", "--port", freePort())
            .redirectErrorStream(true)
            .start();
    try (Chromium browser = Chromium.start(Chromium.installed().orElseThrow(), profile)) {
      Matcher address = address(lab);
      browser.open(
          address.group(1) + "notebooks/00-start-here.ipynb?token=" + address.group(2), 1100, 9500);
      Page page = run(browser);
      browser.screenshot(HOME.resolve("target/browser/00-start-here.png"));
      look(browser, page);
    } finally {
      stop(lab);
    }
  }

  private static Page run(Chromium browser) throws Exception {
    browser.await("the notebook's page", "document.title.includes('00-start-here')", 60);
    browser.await("a page that is known", Page.CLASSIC.there + " || " + Page.NOTEBOOK_7.there, 60);
    Page page =
        browser.evaluate(Page.CLASSIC.there).getAsBoolean() ? Page.CLASSIC : Page.NOTEBOOK_7;
    browser.await("the kernel", page.ready, 60);
    for (String click : page.runAll) {
      browser.await("something to click on", click, 20);
      browser.click(click);
    }
    browser.await("the end of the last cell", page.done, 180);
    browser.evaluate("window.scrollTo(0, 0)");
    Thread.sleep(1_000); // the last images are laid out
    return page;
  }

  private static void look(Chromium browser, Page page) throws Exception {
    assertEquals(0, count(browser, page.stderr), "boxes of stderr");
    assertEquals(0, count(browser, page.error), "errors");
    assertTrue(count(browser, page.image) >= 9, "charts and grids");
    assertTrue(count(browser, page.table) >= 2, "tables");
    String text =
        browser.evaluate("document.querySelector('" + page.all + "').innerText").getAsString();
    assertTrue(text.contains("adapt4j: "), "the lab's line");
    assertTrue(
        Pattern.compile("Training\\D+550/550").matcher(text).find(), "a finished progress bar");
    assertEquals(3, text.split("✓", -1).length - 1, "claims with a tick");
    Matcher id = Pattern.compile("[\\w.$]+@[0-9a-f]{5,}").matcher(text);
    assertFalse(id.find(), () -> "an object id: " + id.group());
  }

  private static int count(Chromium browser, String selector) throws Exception {
    return browser.evaluate("document.querySelectorAll('" + selector + "').length").getAsInt();
  }

  private static Matcher address(Process lab) throws Exception {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = lab.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        Thread drain = new Thread(() -> lines.lines().forEach(rest -> {}), "lab output");
        drain.setDaemon(true);
        drain.start();
        return address;
      }
    }
    throw new AssertionError("./lab ended without an address:\n" + said);
  }

  private static String freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  private static void stop(Process lab) throws Exception {
    lab.destroy();
    if (!lab.waitFor(15, TimeUnit.SECONDS)) {
      lab.descendants().forEach(ProcessHandle::destroyForcibly);
      lab.destroyForcibly();
    }
  }
}
