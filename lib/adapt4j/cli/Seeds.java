package adapt4j.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Seeds as they are written on the command line: one number, or a range like 1-5. */
final class Seeds {
  private static final Pattern SEEDS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");
  private static final int MOST = 100;

  private Seeds() {}

  /** Reads {@code "3"} as 3 and {@code "1-5"} as 1, 2, 3, 4, 5. */
  static List<Long> parse(String text) {
    Matcher matcher = SEEDS.matcher(text.strip());
    if (matcher.matches()) {
      long first = Long.parseLong(matcher.group(1));
      long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
      if (first <= last && last - first < MOST) {
        return LongStream.rangeClosed(first, last).boxed().toList();
      }
    }
    throw new Problem(
        "--seed "
            + text
            + " is no seed. Give a whole number like 1, or a range like 1-5 (at most "
            + MOST
            + " seeds).");
  }
}
