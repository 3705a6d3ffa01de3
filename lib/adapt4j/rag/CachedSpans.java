package adapt4j.rag;

import adapt4j.text.SpanFinder;
import adapt4j.text.SpanFinder.Found;
import adapt4j.text.SpanFinder.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the best spans of what was read last: to read is dear, and several ask the same. */
final class CachedSpans {
  private static final int MOST = 5_000; // passages for one question each

  private final SpanFinder finder;
  private final Map<Asked, Found> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Found> eldest) {
          return size() > MOST;
        }
      };

  /** A question to a text, of which the first characters are read, but are no answer. */
  private record Asked(String question, String text, int from) {}

  CachedSpans(SpanFinder finder) {
    this.finder = finder;
  }

  /** The best span of each chunk, in characters of the chunk's text. */
  synchronized List<Found> best(String question, List<Chunk> chunks) {
    List<Asked> asked = chunks.stream().map(chunk -> asked(question, chunk)).toList();
    List<Asked> missing = asked.stream().distinct().filter(a -> !kept.containsKey(a)).toList();
    Map<Asked, Found> found = new LinkedHashMap<>();
    if (!missing.isEmpty()) {
      List<Reading> read = finder.read(question, missing.stream().map(Asked::text).toList());
      for (int i = 0; i < missing.size(); i++) {
        int from = missing.get(i).from();
        Found best = read.get(i).best(from);
        int end = Math.max(0, best.end() - from); // 0 if nothing was found
        found.put(missing.get(i), new Found(Math.max(0, best.start() - from), end, best.score()));
      }
    }
    asked.forEach(a -> found.computeIfAbsent(a, kept::get));
    kept.putAll(found);
    return asked.stream().map(found::get).toList();
  }

  private static Asked asked(String question, Chunk chunk) {
    String text = chunk.searched();
    return new Asked(question, text, text.length() - chunk.text().length());
  }
}
