package adapt4j.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One text while it is written. */
final class Writing {
  private final Bpe bpe;
  private final boolean goesOn; // a text, which keeps the space that it begins with
  private final List<String> stops;
  private final int most;
  private final Consumer<String> reader; // null: nobody reads along
  private final List<Integer> ids = new ArrayList<>();
  private final List<Double> logProbs = new ArrayList<>();
  private final List<Double> copied = new ArrayList<>();
  private final Marks marks;
  private String text = "";
  private int shown;
  private boolean ended;
  private final int given;

  Writing(Bpe bpe, Prompt prompt, int[] given, Sampling how, int most, Consumer<String> reader) {
    this.bpe = bpe;
    this.goesOn = prompt.isText();
    this.stops = how.stops();
    this.most = most;
    this.reader = reader;
    this.given = given.length;
    marks = new Marks(bpe);
    for (int id : given) {
      marks.next(id);
    }
  }

  boolean done() {
    return ended || ids.size() >= most;
  }

  /** How many tokens stand before the next one. */
  int length() {
    return given + ids.size();
  }

  /** Adds a token, and gives its mark. */
  int add(int id, double logProb, double share) {
    ids.add(id);
    logProbs.add(logProb);
    copied.add(share);
    text = bpe.decode(ids.stream().mapToInt(i -> i).toArray());
    if (!goesOn && text.startsWith(" ")) {
      text = text.substring(1);
    }
    ended = id == Special.END.id();
    for (String stop : stops) {
      int at = text.indexOf(stop);
      if (at >= 0) {
        text = text.substring(0, at);
        ended = true;
      }
    }
    tell();
    return marks.next(id);
  }

  /** Hands on what cannot change any more: no half characters, no beginning of a stop text. */
  private void tell() {
    if (reader == null) {
      return;
    }
    int end = text.length();
    if (!done()) {
      while (end > shown && text.charAt(end - 1) == '\uFFFD') {
        end--;
      }
      for (String stop : stops) {
        for (int n = Math.min(stop.length() - 1, end); n > 0; n--) {
          if (stop.startsWith(text.substring(end - n, end))) {
            end -= n;
            break;
          }
        }
      }
    }
    if (end > shown) {
      reader.accept(text.substring(shown, end));
      shown = end;
    }
  }

  Generation generation() {
    return new Generation(
        text,
        ids.stream().mapToInt(i -> i).toArray(),
        logProbs.stream().mapToDouble(x -> x).toArray(),
        copied.stream().mapToDouble(x -> x).toArray(),
        ended);
  }
}
