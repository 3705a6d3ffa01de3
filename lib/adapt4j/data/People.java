package adapt4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the names of people out of the subjects of mails: {@code [name]} and {@code [address]}
 * stand in their place.
 *
 * <ul>
 *   <li>Whatever has an @ in it is an address.
 *   <li>In spam, the part before the @ of an address in the mail's own header, and the word behind
 *       a greeting.
 *   <li>The words of {@code subject-names.txt}, which were found by reading. That file holds
 *       hashes, or it would itself be a list of people.
 *   <li>A capitalised word right behind a given name, taken for the surname, and an initial
 *       between.
 * </ul>
 */
final class People {
  private static final String NAME = "[name]";
  private static final Pattern ADDRESS = Pattern.compile("[\\w.+-]+@[\\w.-]+");
  private static final Pattern MAILBOX = Pattern.compile("([\\w.+-]{4,})@[\\w.-]+");
  private static final Pattern GREETED =
      Pattern.compile("^((?:hello|hi|hey|dear)[ ,]+)([\\w-]{3,})(?=\\s*[,!] *\\S|,)", 2);
  private static final Pattern WORD = Pattern.compile("\\p{L}+(?:'\\p{Lu}\\p{L}+)?");
  private static final Pattern SURNAME =
      Pattern.compile(" (?:\\p{Lu}\\.? )?\\p{Lu}\\p{Ll}[\\p{L}'-]+");
  // Words of their own, which only beside a name are names.
  private static final Pattern BESIDE =
      Pattern.compile(
          "(?:(?:Bill|Ray|Mark|Bin|Max|Hip|Ann|De|Von|Uncle) )?\\[name\\](?: +\\[name\\])*");
  // What the corpus's makers wrote in place of the owner, and names of lists and desks.
  private static final Set<String> ORDINARY =
      Set.of("yyyy", "zzzz", "sales", "info", "free", "news", "mail", "social", "webmaster");

  private final Map<String, Boolean> given = new HashMap<>();

  People() throws IOException {
    try (InputStream in = People.class.getResourceAsStream("subject-names.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        List<String> words = List.of(line.split(" "));
        words.forEach(word -> given.putIfAbsent(word, words.get(0).equals("given")));
      }
    }
  }

  /**
   * A subject without names.
   *
   * @param head the header of its mail if it is spam; otherwise empty: people write to each other
   *     about things that somebody's address is called after
   */
  String removed(String subject, String head) {
    String plain = removedFrom(EncodedWords.decode(subject), head);
    // An encoded subject that names nobody stays encoded, as it came.
    return plain.equals(EncodedWords.decode(subject)) ? subject : plain;
  }

  private String removedFrom(String subject, String head) {
    String text = ADDRESS.matcher(subject).replaceAll("[address]");
    text = GREETED.matcher(text).replaceAll(People::greeted);
    for (String mailbox : mailboxes(head)) {
      text = text.replaceAll("(?i)(?<!\\w)\\Q" + mailbox + "\\E(?!\\w)", NAME);
    }
    return BESIDE.matcher(words(text)).replaceAll(Matcher.quoteReplacement(NAME));
  }

  private String words(String text) {
    StringBuilder kept = new StringBuilder();
    Matcher word = WORD.matcher(text);
    Matcher surname = SURNAME.matcher(text);
    int at = 0;
    while (word.find(at)) {
      kept.append(text, at, word.start());
      at = word.end();
      Boolean isGiven = given.get(hash(word.group()));
      boolean capital = Character.isUpperCase(word.group().charAt(0));
      boolean named = isGiven != null && (isGiven || capital);
      kept.append(named ? NAME : word.group());
      if (named && isGiven && capital && surname.region(at, text.length()).lookingAt()) {
        at = surname.end();
      }
    }
    return kept.append(text.substring(at)).toString();
  }

  private static String greeted(MatchResult hit) {
    String word = hit.group(2).toLowerCase(Locale.ROOT);
    boolean ordinary =
        ORDINARY.contains(word) || word.matches("there|friend|all|everyone|wassup|thief");
    return Matcher.quoteReplacement(ordinary ? hit.group() : hit.group(1) + NAME);
  }

  private static Set<String> mailboxes(String head) {
    Set<String> found = new HashSet<>();
    Matcher address = MAILBOX.matcher(head);
    while (address.find()) {
      String name = address.group(1);
      // Mixed with digits, or it might be a word: "mortgage@...".
      if (!ORDINARY.contains(name.toLowerCase(Locale.ROOT)) && name.matches(".*[\\d_].*")) {
        found.add(name);
      }
    }
    return found;
  }

  private static String hash(String word) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(word.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
