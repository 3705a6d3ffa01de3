package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Mlp;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network on its way to a file and back, and one that cannot be trained. */
class MetaNetTest extends EachLab {
  @TempDir private Path folder;

  @Test
  void whatWasSavedComesBackBitEqual() {
    Path file = folder.resolve("new/waves.safetensors");
    try (MetaNet net = MetaNet.of(lab, Mlp.of(8, 1), Sines.tasks())) {
      Maml maml = Maml.builder().setModel(net).build();
      maml.train(Sines.tasks(), 5);
      net.save(file);
      maml.train(Sines.tasks(), 5);
      try (MetaNet loaded = MetaNet.load(lab, Mlp.of(8, 1), file)) {
        assertFalse(Arrays.equals(Toys.weights(net), Toys.weights(loaded)));
        loaded.save(file);
        try (MetaNet again = MetaNet.load(lab, Mlp.of(8, 1), file)) {
          assertArrayEquals(Toys.weights(loaded), Toys.weights(again), 0);
          Maml.builder().setModel(again).build().train(Sines.tasks(), 1);
        }
      }
    }
  }

  @Test
  void aFileThatDoesNotFitIsNamed() throws IOException {
    Path file = folder.resolve("waves.safetensors");
    try (MetaNet net = MetaNet.of(lab, Mlp.of(8, 1), Sines.tasks())) {
      net.save(file);
    }
    fails(Mlp.of(9, 1), file, "has the shape");
    fails(Mlp.of(8, 8, 1), file, "the layers differ");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    fails(Mlp.of(8, 1), file, "does not fit, or it is damaged");
    fails(Mlp.of(8, 1), folder.resolve("none.safetensors"), "none.safetensors");
    try (MetaNet net = MetaNet.of(lab, Mlp.of(8, 1), Sines.tasks())) {
      Path below = file.resolve("x.safetensors");
      assertTrue(
          assertThrows(ModelException.class, () -> net.save(below))
              .getMessage()
              .contains("x.safe"));
    }
  }

  private void fails(Block block, Path file, String message) {
    ModelException error =
        assertThrows(ModelException.class, () -> MetaNet.load(lab, block, file).close());
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  /** The loss is 0, but its slope is infinity minus infinity. */
  @Test
  void aGradientThatIsNoNumberIsReportedBeforeItSpoilsTheWeights() {
    Block broken =
        new SequentialBlock()
            .add(Linear.builder().setUnits(1).build())
            .add(
                new LambdaBlock(x -> new NDList(x.head().sub(x.head()).sqrt()), "root of nothing"));
    try (MetaNet net = MetaNet.of(lab, broken, Sines.tasks())) {
      double[] before = Toys.weights(net);
      FineTune plain = FineTune.builder().setModel(net).build();
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> plain.train(Sines.tasks(), 3));
      assertTrue(error.getMessage().contains("in iteration 1 of"), error.getMessage());
      assertArrayEquals(before, Toys.weights(net), 0);
    }
  }
}
