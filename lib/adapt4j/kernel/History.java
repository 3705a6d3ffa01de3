package adapt4j.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.kernel.history.HistoryManager;

/** The cells of this session, for front ends that offer them again. Outputs are not kept. */
final class History implements HistoryManager {
  private static final int SESSION = 1;

  private final List<HistoryEntry> entries = new ArrayList<>();

  synchronized void add(int number, String code) {
    entries.add(new HistoryEntry(SESSION, number, code, null));
  }

  @Override
  public synchronized List<HistoryEntry> lookupTail(int length, Set<ResultFlag> flags) {
    return last(entries, length);
  }

  @Override
  public synchronized List<HistoryEntry> lookupRange(
      int session, int start, int end, Set<ResultFlag> flags) {
    return entries.stream()
        .filter(e -> session == 0 || session == SESSION)
        .filter(e -> e.getCellNumber() >= start && (e.getCellNumber() < end || end <= 0))
        .toList();
  }

  @Override
  public synchronized List<HistoryEntry> search(String glob, int length, Set<ResultFlag> flags) {
    String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
    List<HistoryEntry> found =
        entries.stream().filter(e -> pattern.matcher(e.getInput()).matches()).toList();
    return last(found, length);
  }

  private static List<HistoryEntry> last(List<HistoryEntry> list, int length) {
    int from = length <= 0 ? 0 : Math.max(0, list.size() - length);
    return List.copyOf(list.subList(from, list.size()));
  }
}
