package adapt4j.kernel;

import adapt4j.kernel.Cell.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the {@code permits} clause that a sealed type may leave out in a file.
 *
 * <p>In a file, a sealed type permits the types beside it. JShell compiles each declaration as if
 * in a file of its own, so the clause has to be there. It is taken from the types of the same cell.
 */
final class Sealed {
  private static final String NAME = "[\\p{L}_$][\\w\\p{L}$]*";
  private static final Pattern SEALED =
      Pattern.compile(
          "(?:\\s|public|abstract|static|@\\w+)*\\bsealed\\b[^{;]*?\\b(?:interface|class)\\s+("
              + NAME
              + ")[^{]*");
  private static final Pattern SUBTYPE =
      Pattern.compile(
          "^[^{]*?\\b(?:record|class|interface|enum)\\s+("
              + NAME
              + ")[^{]*?\\b(?:implements|extends)\\b([^{]*)\\{");

  private Sealed() {}

  /** The same pieces, where needed with the clause written out. */
  static List<Piece> complete(List<Piece> pieces) {
    List<Piece> complete = new ArrayList<>();
    for (Piece piece : pieces) {
      Matcher head = SEALED.matcher(piece.source());
      if (head.lookingAt() && !head.group().contains(" permits ")) {
        String subtypes = String.join(", ", subtypes(head.group(1), pieces));
        complete.add(subtypes.isEmpty() ? piece : permit(piece, head.end(), subtypes));
      } else {
        complete.add(piece);
      }
    }
    return complete;
  }

  private static Piece permit(Piece piece, int at, String subtypes) {
    String source = piece.source();
    String clause = "permits " + subtypes + " ";
    return new Piece(
        piece.number(),
        piece.code(),
        piece.start(),
        source.substring(0, at) + clause + source.substring(at),
        piece.shows(),
        piece.open());
  }

  private static List<String> subtypes(String parent, List<Piece> pieces) {
    List<String> names = new ArrayList<>();
    for (Piece piece : pieces) {
      Matcher subtype = SUBTYPE.matcher(piece.source());
      if (subtype.find()
          && subtype.group(2).matches("(?s).*\\b" + Pattern.quote(parent) + "\\b.*")) {
        names.add(subtype.group(1));
      }
    }
    return names;
  }
}
