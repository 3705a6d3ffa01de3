package adapt4j.kernel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * PyTorch's errors about a GPU, in words that say what to do. DJL passes PyTorch's message on in an
 * exception of its own, so the message is all there is to know them by.
 */
enum DeviceErrors {
  FULL(
      "CUDA out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED",
      "The GPU's memory is full. What can help:",
      "  a smaller batch;",
      "  try (NDManager scope = lab.scope()) { ... }, which frees the arrays of a step at its end;",
      "  close() on arrays and models that you no longer need;",
      "  Restart in the Kernel menu, which frees all; or the CPU: ADAPT4J_DEVICE=cpu ./lab"),

  TWO_DEVICES(
      "Expected all tensors to be on (?:the )?same device"
          + "|should be either on cpu or on the same device"
          + "|Input type \\(torch\\.(?:cuda\\.\\w+\\) and weight type \\(torch\\.\\w+\\)"
          + "|\\w+\\) and weight type \\(torch\\.cuda\\.\\w+\\)) should be the same",
      "The arrays of one operation must lie on one device; here one is on the GPU, another on the CPU.",
      "Move one of them: x = x.toDevice(lab.device(), true);",
      "Arrays that lab.manager() and lab.scope() make are on the lab's device from the start."),

  NO_CUDA(
      "with arguments from the 'CUDA' backend|not compiled with CUDA|not linked with.*cuda",
      "This array was to be made on a GPU, but PyTorch is the one for the CPU.",
      "lab.device() is the device that there is. For PyTorch with CUDA, end the lab and start it by:"
          + " ./lab --gpu");

  private static final int MOST_LETTERS = 300;

  /** Where PyTorch's own story goes on for its developers. */
  private static final Pattern REST =
      Pattern.compile("\\R| Of the allocated memory| This could be because");

  private final Pattern message;
  private final List<String> advice;

  DeviceErrors(String message, String... advice) {
    this.message = Pattern.compile(message);
    this.advice = List.of(advice);
  }

  /** Which of these an error is, or an error that caused it. */
  static Optional<DeviceErrors> of(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      for (DeviceErrors each : values()) {
        if (e.getMessage() != null && each.message.matcher(e.getMessage()).find()) {
          return Optional.of(each);
        }
      }
    }
    return Optional.empty();
  }

  /** What the learner can do, a few lines. */
  List<String> advice() {
    return advice;
  }

  /** The part of PyTorch's message that is meant for its users. */
  static String shortened(String message) {
    String first = REST.split(message.strip(), 2)[0];
    return first.length() <= MOST_LETTERS ? first : first.substring(0, MOST_LETTERS) + "...";
  }
}
