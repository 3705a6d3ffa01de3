package adapt4j;

import ai.djl.Device;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides between the CPU and the GPU, and says why. What it must know comes from {@link Facts}, so
 * that each case can be tried without a GPU.
 */
final class Devices {
  /** What is known about this machine and its PyTorch; the dearer questions come last. */
  interface Facts {
    /** What ADAPT4J_DEVICE says; null or blank where it says nothing. */
    String wish();

    /** Whether there is an NVIDIA driver. */
    boolean hasDriver();

    /** Whether the PyTorch that was loaded is one for CUDA. */
    boolean isForCuda();

    /** What PyTorch said when it was asked to add two numbers on the GPU; empty if it did. */
    Optional<String> trouble();

    /** How many CUDA devices DJL counts. */
    int count();

    /** The memory of the first GPU; empty where it cannot be told. */
    Optional<Memory> memory();
  }

  /** Bytes of a GPU's memory. */
  record Memory(long free, long total) {}

  /** A device, and the reason in a few words. */
  record Choice(Device device, String why) {}

  /** Why there is no GPU to take, and what can be done about it. */
  private record Refusal(String reason, String cure) {}

  /** PyTorch itself takes up to half of it before the first array. */
  private static final long LEAST_FREE = 1L << 30;

  private static final int LONGEST_REASON = 100;
  private static final Pattern OLD_DRIVER =
      Pattern.compile("too old \\(found version (\\d+)(\\d\\d)0\\)");

  private Devices() {}

  /**
   * Takes the GPU if there is one that can be used.
   *
   * @throws IllegalArgumentException if ADAPT4J_DEVICE has an unknown value
   * @throws IllegalStateException if it asks for a GPU, and none can be used
   */
  static Choice choose(Facts facts) {
    String wish = facts.wish() == null ? "" : facts.wish().strip().toLowerCase(Locale.ROOT);
    switch (wish) {
      case "cpu":
        return new Choice(Device.cpu(), "asked for by ADAPT4J_DEVICE");
      case "gpu", "":
        break;
      default:
        throw new IllegalArgumentException(
            "ADAPT4J_DEVICE is \"" + facts.wish() + "\". Set it to cpu or gpu, or leave it out.");
    }
    Refusal refusal = refusal(facts);
    if (refusal == null) {
      return new Choice(Device.gpu(), "a CUDA device was found");
    }
    if (wish.equals("gpu")) {
      throw new IllegalStateException(
          "No GPU can be used: "
              + refusal.reason
              + ". "
              + refusal.cure
              + " (ADAPT4J_DEVICE=gpu forbids the CPU.)");
    }
    return new Choice(Device.cpu(), refusal.reason);
  }

  private static Refusal refusal(Facts facts) {
    if (!facts.hasDriver()) {
      return new Refusal(
          "no NVIDIA driver was found",
          "Install the driver of your GPU until the command nvidia-smi shows it.");
    }
    if (!facts.isForCuda()) {
      return new Refusal(
          "a GPU may be there, but PyTorch is the one for the CPU: see ./lab --gpu",
          "In the course's folder, ./lab --gpu gets PyTorch for CUDA and uses it from then on.");
    }
    Optional<String> trouble = facts.trouble();
    if (trouble.isPresent()) {
      return inWords(trouble.get(), facts.memory());
    }
    if (facts.count() == 0) {
      return new Refusal(
          "PyTorch can use the GPU, but DJL finds no CUDA runtime: see ./lab --gpu",
          "DJL looks for the library cudart. In the course's folder, ./lab --gpu shows it where it"
              + " is.");
    }
    Optional<Memory> memory = facts.memory();
    return memory.isPresent() && memory.get().free < LEAST_FREE ? full(memory) : null;
  }

  private static Refusal inWords(String trouble, Optional<Memory> memory) {
    Matcher old = OLD_DRIVER.matcher(trouble);
    if (old.find()) {
      return oldDriver(" (this one is for CUDA " + old.group(1) + "." + minor(old) + ")");
    }
    if (trouble.contains("driver version is insufficient")) {
      return oldDriver("");
    }
    if (trouble.contains("no kernel image")) {
      return new Refusal(
          "this PyTorch was not built for this model of GPU",
          "GPUs that are too old (or too new) for it need another build of PyTorch: give its"
              + " folder in PYTORCH_LIBRARY_PATH to ./lab --gpu.");
    }
    if (trouble.contains("out of memory")) {
      return full(memory);
    }
    if (trouble.contains("No CUDA GPUs are available")
        || trouble.contains("no CUDA-capable device")) {
      return new Refusal(
          "CUDA shows no device",
          "Does nvidia-smi show one? The variable CUDA_VISIBLE_DEVICES may hide it.");
    }
    String first = trouble.strip().split("\\R", 2)[0];
    return new Refusal(
        "PyTorch cannot use the GPU: "
            + (first.length() > LONGEST_REASON
                ? first.substring(0, LONGEST_REASON) + "..."
                : first),
        "Does nvidia-smi show the GPU?");
  }

  private static int minor(Matcher version) {
    return Integer.parseInt(version.group(2));
  }

  private static Refusal oldDriver(String found) {
    return new Refusal("this PyTorch needs a later NVIDIA driver" + found, "Update the driver.");
  }

  private static Refusal full(Optional<Memory> memory) {
    String numbers =
        memory
            .map(m -> String.format(Locale.ROOT, ": %.1f of %.1f GB are in use", used(m), gb(m)))
            .orElse("");
    return new Refusal(
        "the GPU is full" + numbers,
        "nvidia-smi lists the programs on it: end one, or take another GPU with"
            + " CUDA_VISIBLE_DEVICES.");
  }

  private static double used(Memory memory) {
    return (memory.total - memory.free) / 1e9;
  }

  private static double gb(Memory memory) {
    return memory.total / 1e9;
  }
}
