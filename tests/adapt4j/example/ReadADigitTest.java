package adapt4j.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Images;
import adapt4j.nn.SmallCnn;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadADigitTest {
  @Test
  void aSavedNetworkReadsAPictureFile(@TempDir Path folder) throws Exception {
    String seen;
    try (Lab lab = Lab.open(1)) {
      Examples train = Digits.load(lab).train().take(2_000);
      try (Classifier net = Classifier.of(lab, SmallCnn.of(10), train)) {
        Fit.epochs(2).on(net, train);
        net.save(folder.resolve("net"));
        Examples one = train.take(1);
        NDArray image = one.inputs().get(0);
        ImageIO.write(Images.picture(image), "png", folder.resolve("digit.png").toFile());
        seen = train.classes().get(Evaluation.of(net, one).predicted(0));
        NDArray back =
            Images.array(lab.manager(), ImageIO.read(folder.resolve("digit.png").toFile()));
        assertArrayEquals(image.toFloatArray(), back.toFloatArray(), 0.003f);
      }
    }
    String printed = run(folder);
    assertTrue(printed.contains("\"" + seen + "\""), printed);
    assertEquals(2, printed.strip().lines().count(), printed);
  }

  private static String run(Path folder) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      ReadADigit.main(
          new String[] {folder.resolve("net").toString(), folder.resolve("digit.png").toString()});
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
