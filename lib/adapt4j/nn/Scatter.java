package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/** Adds values at given places of an array, which DJL can only overwrite. */
public final class Scatter {
  private static final List<String> NAMES = List.of("x", "places", "values");

  private Scatter() {}

  /**
   * A copy of x to which values are added along its last axis; those for the same place add up.
   *
   * @param x shape (..., width)
   * @param places shape (..., many), INT64, from 0 to below the width
   * @param values the shape of the places, the type of x
   * @return the shape of x; belongs to its manager, and has a gradient for x and the values
   */
  public static NDArray add(NDArray x, NDArray places, NDArray values) {
    return Script.ADD.call(NAMES, new NDList(x, places, values)).singletonOrThrow();
  }

  /** Compiled at the first call, and kept as long as the process runs. */
  private static final class Script {
    static final TorchScript ADD =
        new TorchScript(
            "x: Tensor, places: Tensor, values: Tensor",
            """
            result = annotate(List[Tensor], [])
            _0 = torch.append(result, torch.scatter_add(x, -1, places, values))
            return result
            """);
  }
}
