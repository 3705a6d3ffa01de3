package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;

/** {@code ./lab doctor}: whether all is well, one line each, with the cure where it is not. */
@Command(
    name = "doctor",
    description = "Looks whether all is well, and names the cure where it is not.")
final class DoctorCommand implements Callable<Integer> {
  private static final long DISK_NEEDED = 1_500_000_000L;
  private static final long MEMORY_NEEDED = 2_500_000_000L;

  /** A notebook of three cells. Opening the lab says by itself which device it found, and why. */
  private static final String QUESTIONS =
      """
      {
        "cells": [
          {"cell_type": "code", "id": "adds", "metadata": {}, "outputs": [], "execution_count": null,
            "source": "1 + 1"},
          {"cell_type": "code", "id": "loads", "metadata": {}, "outputs": [], "execution_count": null,
            "source": "ai.djl.engine.Engine.getInstance().getVersion()"},
          {"cell_type": "code", "id": "opens", "metadata": {}, "outputs": [], "execution_count": null,
            "source": "adapt4j.Lab.open();"}
        ],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5
      }
      """;

  private final Terminal terminal = new Terminal();
  private Home home;
  private boolean well = true;

  @Override
  public Integer call() {
    home = Home.find();
    check(
        true, "JDK", System.getProperty("java.version") + " in " + System.getProperty("java.home"));
    maven();
    Optional<Jupyter> jupyter = Jupyter.find(home);
    check(
        jupyter.isPresent(),
        "Jupyter",
        jupyter
            .map(Jupyter::toString)
            .orElse("none with notebook, nbclient and nbconvert; ./lab installs one"));
    jupyter.ifPresent(this::kernel);
    data();
    disk();
    memory();
    return well ? 0 : 1;
  }

  private void check(boolean good, String what, String found) {
    terminal.report(good, what, found);
    well &= good;
  }

  private void maven() {
    Programs.Answer answer = Programs.ask(30, "mvn", "-v");
    Matcher version = Pattern.compile("Apache Maven ([0-9.]+)").matcher(answer.text());
    boolean found = answer.good() && version.find();
    // Needed only to build again; the lab that speaks here is built.
    terminal.report(
        found,
        "Maven",
        found ? version.group(1) : "not found; needed when sources change: apt-get install maven");
  }

  /** Starts a real kernel, and asks the library in it which engine and device it uses. */
  private void kernel(Jupyter jupyter) {
    KernelSpec spec = KernelSpec.of(home);
    sharedClasses(new KernelArchive(spec));
    spec.write(home.jupyter().resolve("kernels/java"));
    Optional<Path> cuda = new Cuda(home).libraries().filter(at -> !CudaLibraries.isFor(at));
    if (cuda.isPresent()) {
      check(false, "device", Cuda.gone(cuda.get()));
      return;
    }
    Path asked = home.state().resolve("doctor/asked.ipynb");
    Path answered = home.state().resolve("doctor/answered.ipynb");
    Json.write(asked, QUESTIONS);
    Runner.Outcome[] outcome = new Runner.Outcome[1];
    Notebook result;
    try {
      new Runner(home, jupyter.python(), jupyter.environment(home))
          .run(
              List.of(new Runner.Job(asked, answered, 1, false)),
              new Runner.Watcher() {
                @Override
                public void finished(Runner.Job job, Runner.Outcome o) {
                  outcome[0] = o;
                }
              });
      result = Notebook.read(answered);
    } catch (Problem | IOException e) {
      check(false, "kernel", e.getMessage());
      return;
    }
    boolean adds = result.shown(0).strip().equals("2");
    check(
        adds,
        "kernel",
        adds
            ? "starts and computes 1 + 1 (%.1f s, %.0f MB)"
                .formatted(outcome[0].seconds(), outcome[0].peakMemoryMb())
            : "does not answer 1 + 1: " + reason(outcome[0], result) + "; see " + home.kernelLog());
    if (adds) {
      check(
          outcome[0].ok(),
          "engine",
          outcome[0].ok() ? "PyTorch " + result.shown(1).strip() : reason(outcome[0], result));
      if (outcome[0].ok()) {
        device(result.shown(2).strip());
      }
    }
  }

  /** What Lab.open() printed: "adapt4j: DEVICE (WHY), seed S". */
  private void device(String line) {
    String device = line.replaceFirst("^adapt4j: ", "").replaceFirst(", seed -?\\d+$", "");
    Optional<Path> cuda = new Cuda(home).libraries();
    boolean good = cuda.isEmpty() || device.startsWith("GPU");
    String from = cuda.map(folder -> "; PyTorch for CUDA is in " + folder).orElse("");
    check(good, "device", device + from + (good ? "" : ". ./lab --cpu goes back to the CPU"));
  }

  /** Without them the kernel works too, and starts more slowly. */
  private void sharedClasses(KernelArchive archive) {
    archive.makeOnce();
    terminal.report(
        archive.isFresh(),
        "classes",
        archive.isFresh()
            ? "shared, for a fast start of the kernel (%s)"
                .formatted(Folders.readable(archive.file().toFile().length()))
            : "not shared, so the kernel starts more slowly; delete "
                + archive.stamp()
                + " to try again");
  }

  private static String reason(Runner.Outcome outcome, Notebook result) {
    return outcome.error() != null
        ? outcome.error()
        : result.failure().map(failure -> failure.error().strip()).orElse("no output");
  }

  private void data() {
    DataSets.problems(home.data())
        .forEach(
            (name, problems) ->
                check(
                    problems.isEmpty(),
                    "data",
                    name
                        + (problems.isEmpty()
                            ? ": checksums match"
                            : ": " + String.join("; ", problems))));
  }

  private void disk() {
    long free = home.root().toFile().getUsableSpace();
    check(
        free >= DISK_NEEDED || Files.exists(home.state().resolve("djl")),
        "disk",
        Folders.readable(free)
            + " free"
            + (free < DISK_NEEDED
                ? "; the lab wants 1.5 GB. ./lab clean lists what it keeps"
                : ""));
  }

  private void memory() {
    long total =
        java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    terminal.report(
        total == 0 || total >= MEMORY_NEEDED,
        "memory",
        total == 0
            ? "unknown"
            : Folders.readable(total)
                + (total < MEMORY_NEEDED
                    ? "; lessons take up to 2 GB. Close other programs, or set ADAPT4J_HEAP=600m"
                    : ""));
  }
}
