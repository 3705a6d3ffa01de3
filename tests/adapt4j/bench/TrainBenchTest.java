package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import adapt4j.EachLab;
import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.nn.SafeTensors;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The measuring, at a tiny size: one layer of MiniLM. Speeds are not judged here. */
class TrainBenchTest extends EachLab {
  private static final PyTorch NONE = new PyTorch(false, "no peer");

  private TrainBench.Job digits() {
    return TrainBench.digits(lab, Digits.load(lab).train().take(40), 8, 4);
  }

  private List<TrainBench.Job> jobs() {
    SentenceEncoder encoder = SentenceEncoder.miniLm(lab).onlyLayers(0);
    Examples glosses = encoder.tokens(Glosses.eight().load().train(), 12).take(30);
    List<TrainBench.Job> jobs = new ArrayList<>();
    jobs.add(digits());
    jobs.addAll(TrainBench.texts(encoder, "one layer", glosses, 4, new int[] {3, 3, 3}));
    return jobs;
  }

  @Test
  void withoutAPeerOursIsMeasured() {
    BenchReport report = TrainBench.of(jobs(), NONE, 1);
    assertEquals("train", report.name());
    assertEquals(4, report.lines().size());
    for (BenchReport.Line line : report.lines()) {
      assertTrue(line.what().endsWith(": steps a second"), line.toString());
      assertTrue(line.value() > 0 && line.wanted().isEmpty(), line.toString());
    }
    assertEquals(List.of("no peer"), report.shown());
  }

  /** The order that is handed over is that of the run: its losses can be computed from it. */
  @Test
  void theWorkIsHandedOver() throws IOException {
    TrainBench.Job job = digits();
    Path file;
    try (Handover work = TrainBench.handOver(job);
        Classifier net = job.start().get()) {
      file = work.file();
      SafeTensors read = SafeTensors.read(file, lab.manager());
      NDArray weight = read.arrays().get("net.head.weight");
      NDArray ours = net.model().getBlock().getParameters().get("02head_weight").getArray();
      assertArrayEquals(ours.toFloatArray(), weight.toFloatArray());
      assertEquals("0.001", read.notes().get("rate"));
      List<String> trained = List.of(read.notes().get("trained").split(" "));
      assertTrue(trained.contains("body.conv4.norm.gamma"), trained.toString());
      assertFalse(trained.contains("body.conv4.norm.runningMean"), trained.toString());
      NDArray rows = read.arrays().get("rows");
      assertEquals(new Shape(4, 8), rows.getShape());
      int[] first = rows.get(0).toType(DataType.INT32, true).toIntArray();
      Examples batch = job.train().select(first);
      // With as many examples as a batch holds, their order does not change the first loss.
      double all =
          Fit.steps(1)
              .optBatch(8)
              .optProgress(false)
              .on(net, batch)
              .stepLoss()
              .curve("training")
              .y()[0];
      assertEquals(job.round().losses()[0], all, 1e-5);
    }
    assertFalse(Files.exists(file));
    assertFalse(Files.exists(file.getParent()));
  }

  @Test
  void onlyWhatIsTrainedIsNamed() throws IOException {
    List<TrainBench.Job> jobs = jobs();
    assertEquals("head.weight head.bias", trained(jobs.get(2)));
    String lora = trained(jobs.get(3));
    assertEquals(6, lora.split(" ").length, lora);
    assertTrue(lora.contains("attention.self.value.lora_B"), lora);
  }

  private String trained(TrainBench.Job job) throws IOException {
    try (Handover work = TrainBench.handOver(job)) {
      return SafeTensors.read(work.file(), lab.manager()).notes().get("trained");
    }
  }

  @Test
  void pyTorchHasTheSameLosses() {
    PyTorch peer = PyTorch.find(lab);
    assumeTrue(peer.ready(), peer::about);
    for (TrainBench.Job job : jobs()) {
      Race race = TrainBench.race(job, 1);
      assertEquals(job.steps(), race.steps());
      assertTrue(race.difference(1, 1) < 1e-5, job.name() + ": " + race.difference(1, 1));
      // Adam divides by a gradient's size, so where that is next to 0 rounding moves weights.
      double difference = race.difference(1, race.steps());
      assertTrue(difference < 1e-3, job.name() + ": " + difference);
    }
    BenchReport report = TrainBench.of(List.of(digits()), peer, 1);
    assertEquals(4, report.lines().size());
    assertTrue(report.shown().get(0).contains("The peer: PyTorch"), report.shown().toString());
  }

  /** The comparison of losses notices other work: here another learning rate. */
  @Test
  void otherWorkHasOtherLosses() throws IOException {
    assumeTrue(PyTorch.find(lab).ready());
    TrainBench.Job job = digits();
    try (Handover work = TrainBench.handOver(job)) {
      SafeTensors read = SafeTensors.read(work.file(), lab.manager());
      Map<String, String> notes = new HashMap<>(read.notes());
      notes.put("rate", Double.toString(2 * job.rate()));
      try (Handover other = Handover.write(read.arrays(), notes);
          Peer peer = PyTorch.start("train", other)) {
        Race race = Race.of(1, List.of(job::round, peer::round));
        assertTrue(race.difference(1, 1) < 1e-5, "the first loss is from before the first step");
        assertTrue(race.difference(1, race.steps()) > 1e-2, "" + race.difference(1, 4));
      }
    }
  }

  @Test
  void aSlowBlasIsRefused() throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python));
    String lib = "/usr/lib/x86_64-linux-gnu/";
    assertTrue(blas(python, lib + "blas/libblas.so.3.11.0", 1).contains("reference BLAS"));
    assertTrue(blas(python, lib + "openblas-serial/libblas.so.3", 2).contains("one thread"));
    assertEquals("None", blas(python, lib + "openblas-serial/libblas.so.3", 1));
    assertEquals("None", blas(python, lib + "openblas-pthread/libblas.so.3", 2));
    assertEquals("None", blas(python, lib + "libc.so.6", 2));
  }

  /** What the peers say about a process that has this file in its memory. */
  private static String blas(Path python, String file, int threads) throws Exception {
    String peers = Lab.data().resolveSibling(Path.of("tests", "peers")).toString();
    String code =
        "import sys; sys.path.insert(0, sys.argv[1]); import peer;"
            + " print(peer.blas_trouble('7f00-7f01 r-xp 0 08:01 5  ' + sys.argv[2], int(sys.argv[3])))";
    Process process =
        new ProcessBuilder(
                python.toString(), "-B", "-c", code, peers, file, Integer.toString(threads))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes()).strip();
  }
}
