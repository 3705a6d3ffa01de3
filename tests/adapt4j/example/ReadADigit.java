package adapt4j.example;

import adapt4j.Lab;
import adapt4j.data.Images;
import adapt4j.nn.SmallCnn;
import adapt4j.train.Classifier;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A trained network at work in a plain Java program, as the README shows it. */
public final class ReadADigit {
  private ReadADigit() {}

  /**
   * @param args the folder of a saved network, and a picture of 28 x 28 pixels, dark on light
   * @throws Exception if one of them cannot be read
   */
  public static void main(String[] args) throws Exception {
    try (Lab lab = Lab.open();
        Classifier net = Classifier.load(lab, SmallCnn.of(10), Path.of(args[0]))) {
      var picture = ImageIO.read(Path.of(args[1]).toFile());
      System.out.println(net.classify(Images.array(lab.manager(), picture)).best());
    }
  }
}
