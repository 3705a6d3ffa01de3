package adapt4j.kernel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/** The signature at a position and, where sources are there, its Javadoc. */
final class Inspection {
  private static final int MOST_DETAILED = 3;
  private static final Pattern MEMBER = Pattern.compile("(?:(.*) )?([\\w.$]+)\\((.*)\\).*");

  private final SourceCodeAnalysis analysis;
  private final Javadoc javadoc;

  Inspection(SourceCodeAnalysis analysis, Javadoc javadoc) {
    this.analysis = analysis;
    this.javadoc = javadoc;
  }

  /** Describes what stands at a position, or returns null if there is nothing to say. */
  String at(String code, int cursor) {
    int end = cursor;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    String text = Completion.context(code.substring(0, end), analysis);
    int next = SourceText.skipBlank(code, end);
    boolean isCall = next < code.length() && code.charAt(next) == '(';
    List<Documentation> found = document(isCall ? text + "(" : text);
    if (found.isEmpty()) {
      found = document(isCall ? text : text + "(");
    }
    StringBuilder answer = new StringBuilder();
    for (Documentation d : found) {
      String comment = d.javadoc() != null ? Javadoc.plain(d.javadoc()) : comment(d.signature());
      if (found.size() > MOST_DETAILED) {
        comment = Javadoc.firstSentence(comment);
      }
      answer.append(d.signature()).append('\n');
      if (!comment.isEmpty()) {
        answer.append(comment.indent(4)).append('\n');
      }
    }
    return answer.isEmpty() ? null : answer.toString().stripTrailing();
  }

  private List<Documentation> document(String text) {
    return analysis.documentation(text, text.length(), true);
  }

  /** Looks the comment up in the sources of the lab and of its libraries. */
  private String comment(String signature) {
    String plain = withoutTypeArguments(signature);
    Matcher member = MEMBER.matcher(plain);
    if (member.matches()) {
      String name = member.group(2);
      boolean isConstructor = member.group(1) == null;
      String owner = isConstructor ? name : name.substring(0, Math.max(0, name.lastIndexOf('.')));
      String method = isConstructor ? "<init>" : name.substring(name.lastIndexOf('.') + 1);
      return javadoc.method(fullName(owner), method, member.group(3)).orElse("");
    }
    int colon = plain.indexOf(':');
    if (colon < 0) {
      return javadoc.type(plain).orElse("");
    }
    String name = plain.substring(0, colon);
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? ""
        : javadoc.field(fullName(name.substring(0, dot)), name.substring(dot + 1)).orElse("");
  }

  // JShell writes imported classes short; asked for the class itself it gives the full name.
  private String fullName(String type) {
    Optional<String> full =
        analysis.documentation(type, type.length(), false).stream()
            .map(d -> withoutTypeArguments(d.signature()))
            .filter(name -> name.equals(type) || name.endsWith("." + type))
            .findFirst();
    return full.orElse(type);
  }

  static String withoutTypeArguments(String signature) {
    String before = signature;
    String after = before.replaceAll("<[^<>]*>", "");
    while (!after.equals(before)) {
      before = after;
      after = before.replaceAll("<[^<>]*>", "");
    }
    return after.strip();
  }
}
