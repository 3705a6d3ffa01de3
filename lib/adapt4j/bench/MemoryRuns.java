package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.align.Dpo;
import adapt4j.align.Ppo;
import adapt4j.align.Preference;
import adapt4j.align.Preferences;
import adapt4j.align.RewardFit;
import adapt4j.align.RewardModel;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.data.Splits;
import adapt4j.data.Texts;
import adapt4j.distill.Distillation;
import adapt4j.lm.Bpe;
import adapt4j.lm.Corpus;
import adapt4j.lm.Lm;
import adapt4j.lm.LmFit;
import adapt4j.lm.LmSize;
import adapt4j.lm.Prompt;
import adapt4j.lora.Lora;
import adapt4j.lora.Prefix;
import adapt4j.meta.Episodes;
import adapt4j.meta.FineTune;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaLearner;
import adapt4j.meta.MetaNet;
import adapt4j.meta.ProtoNet;
import adapt4j.meta.Reptile;
import adapt4j.meta.Sines;
import adapt4j.meta.Tasks;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.nn.SmallCnn;
import adapt4j.nn.Stages;
import adapt4j.text.ContrastiveFit;
import adapt4j.text.ContrastiveFit.Triple;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every trainer of the library, on something so small that a step takes some milliseconds. */
final class MemoryRuns {
  private static final int FEW = 10; // images, texts
  private static final int TOKENS = 8; // of a text

  private static final List<String> TEXTS =
      List.of("a cat sat near", "a dog sat far", "a cat ran far", "a dog ran near");
  private static final List<Triple> TRIPLES =
      List.of(
          new Triple("who sat near?", "a cat sat near", List.of("a dog sat far")),
          new Triple("who ran far?", "a cat ran far", List.of("a dog ran near")));
  private static final Bpe BPE = Bpe.train(TEXTS, 280);
  private static final List<Prompt> PROMPTS =
      List.of(Prompt.question("near"), Prompt.question("far"));

  private final Lab lab;
  private final int steps;
  private final MemoryBench bench;

  MemoryRuns(Lab lab, int steps, MemoryBench bench) {
    this.lab = lab;
    this.steps = steps;
    this.bench = bench;
  }

  void all() {
    networks();
    texts();
    meta();
    languageModels();
  }

  private void networks() {
    Splits digits = Digits.load(lab);
    Examples images = digits.train().take(FEW);
    try (Classifier net = Classifier.of(lab, SmallCnn.of(10), images)) {
      fit("Fit, a small CNN", Fit.steps(steps).optBatch(2), net, images);
    }
    try (Classifier teacher = Classifier.of(lab, SmallCnn.of(10), images);
        Classifier student = Classifier.of(lab, Mlp.of(16, 10), images)) {
      Distillation live = Distillation.builder().setTeacher(teacher).optTemperature(4).build();
      Fit run = Fit.steps(steps).optBatch(2).optDev(digits.dev().take(FEW)).optObjective(live);
      fit("Fit by Distillation, a live teacher", run, student, images);
    }
  }

  /** One layer of MiniLM: its others would leak in the same way, and take five times as long. */
  private void texts() {
    SentenceEncoder one = SentenceEncoder.miniLm(lab).onlyLayers(5);
    Examples examples =
        one.tokens(new Texts(TEXTS, List.of(0, 1, 0, 1), List.of("cat", "dog")), TOKENS);
    try (Classifier frozen = one.withFrozenBody(examples)) {
      fit("Fit, one layer of MiniLM, frozen", Fit.steps(steps).optBatch(2), frozen, examples);
    }
    try (Classifier net = one.withFrozenBody(examples)) {
      Lora.builder().setRank(2).inject(net);
      fit("Fit, one layer of MiniLM, LoRA", Fit.steps(steps).optBatch(2), net, examples);
    }
    try (Classifier net = one.withFrozenBody(examples)) {
      Prefix.builder().setLength(2).inject(net);
      fit("Fit, one layer of MiniLM, a prefix", Fit.steps(steps).optBatch(2), net, examples);
    }
    SentenceEncoder finder = one.named("finder");
    Lora lora = Lora.builder().setRank(2).inject(lab, finder.body());
    bench.measure(
        "ContrastiveFit, one layer of MiniLM, LoRA",
        steps,
        managers(finder.body()),
        n -> ContrastiveFit.steps(n).optBatch(2).on(finder, TRIPLES));
    lora.remove();
  }

  private void fit(String name, Fit run, Classifier net, Examples examples) {
    bench.measure(name, steps, managers(net.model().getBlock()), n -> run.on(net, examples));
  }

  private void meta() {
    Tasks waves = Sines.tasks();
    meta(
        "Maml, waves",
        Mlp.of(8, 1),
        waves,
        net -> Maml.builder().setModel(net).optBatch(2).build());
    Tasks letters =
        Episodes.of(Glyphs.load(lab).splits())
            .optAugment(RandomAffine.builder().build())
            .optWays(2)
            .optShots(1)
            .optQueries(1)
            .train();
    meta(
        "ProtoNet, letters",
        Stages.bodyAndHead(Conv4.body(4), 4),
        letters,
        net -> ProtoNet.builder().setModel(net).optBatch(1).build());
    meta(
        "Reptile, waves",
        Mlp.of(8, 1),
        waves,
        net -> Reptile.builder().setModel(net).optBatch(2).optInnerRate(0.001).build());
    meta(
        "FineTune, waves",
        Mlp.of(8, 1),
        waves,
        net -> FineTune.builder().setModel(net).optBatch(2).build());
  }

  private void meta(String name, Block block, Tasks tasks, Function<MetaNet, MetaLearner> learner) {
    try (MetaNet net = MetaNet.of(lab, block, tasks)) {
      MetaLearner one = learner.apply(net);
      bench.measure(name, steps, managers(net.model().getBlock()), n -> one.train(tasks, n));
    }
  }

  private void languageModels() {
    Corpus corpus =
        Corpus.of(TEXTS.stream().map(text -> Prompt.sampleOf(BPE, text)).toList(), lab.seed());
    Preferences preferences =
        Preferences.of(
            List.of(
                new Preference(PROMPTS.get(0), "a cat sat", "a dog sat"),
                new Preference(PROMPTS.get(1), "a dog ran", "a cat ran")));
    try (Lm lm = lm()) {
      List<NDManager> managers = managers(lm.block());
      bench.measure(
          "LmFit, a tiny model", steps, managers, n -> LmFit.steps(n).optBatch(2).on(lm, corpus));
      bench.measure(
          "Dpo, a tiny model", steps, managers, n -> Dpo.steps(n).optBatch(2).on(lm, preferences));
      try (RewardModel reward = RewardModel.of(lm)) {
        bench.measure(
            "RewardFit, a tiny model",
            steps,
            managers(reward.body().block()),
            n -> RewardFit.steps(n).optBatch(2).on(reward, preferences));
      }
    }
    try (Lm lm = lm()) {
      bench.measure(
          "Ppo, a tiny model",
          steps,
          managers(lm.block()),
          n ->
              Ppo.steps(n)
                  .setReward((prompt, text) -> text.contains("c") ? 1 : 0)
                  .optTexts(2, 4)
                  .optEpochs(1, 2)
                  .on(lm, PROMPTS));
    }
  }

  private Lm lm() {
    return Lm.create(lab, new LmSize(BPE.size(), 8, 1, 2, 16, 32), BPE);
  }

  /** Of the lab, and of a network's weights; a manager's arrays are those below it, too. */
  private List<NDManager> managers(Block net) {
    return Stream.concat(
            Stream.of(lab.manager()), Layers.arrays(net).values().stream().map(NDArray::getManager))
        .distinct()
        .toList();
  }
}
