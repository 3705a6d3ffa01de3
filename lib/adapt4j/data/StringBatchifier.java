package adapt4j.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Batchifier;
import java.util.Arrays;

/** Puts arrays of one string each into one array of strings; DJL can only stack numbers. */
final class StringBatchifier implements Batchifier {
  private static final long serialVersionUID = 1L;

  @Override
  public NDList batchify(NDList[] records) {
    NDManager manager = records[0].getManager();
    return new NDList(
        manager.create(
            Arrays.stream(records)
                .map(record -> record.singletonOrThrow().toStringArray()[0])
                .toArray(String[]::new)));
  }

  @Override
  public NDList[] unbatchify(NDList batch) {
    NDManager manager = batch.getManager();
    return Arrays.stream(batch.singletonOrThrow().toStringArray())
        .map(text -> new NDList(manager.create(text)))
        .toArray(NDList[]::new);
  }
}
