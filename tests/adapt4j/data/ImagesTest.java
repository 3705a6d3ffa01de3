package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImagesTest {
  private Lab lab;
  private NDArray image;

  @BeforeEach
  void open() {
    lab = Lab.open(1);
    image = lab.manager().create(new float[] {0, 0.2f, 0.6f, 1, 0.4f, 0.8f}, new Shape(1, 2, 3));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void inkIsBlackAndPaperIsWhite() {
    BufferedImage picture = Images.picture(image);
    assertEquals(3, picture.getWidth());
    assertEquals(0xFFFFFFFF, picture.getRGB(0, 0));
    assertEquals(0xFF000000, picture.getRGB(0, 1));
  }

  @Test
  void thereAndBackAgain() {
    NDArray back = Images.array(lab.manager(), Images.picture(image));
    assertArrayEquals(image.toFloatArray(), back.toFloatArray(), 0.002f);
  }

  @Test
  void aGreyFileIsReadWithoutBrighteningIt() {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 128);
    assertEquals(1 - 128 / 255f, Images.array(lab.manager(), grey).getFloat(0, 0, 0), 1e-6f);
  }

  @Test
  void anotherShapeIsRefused() {
    NDArray three = lab.manager().ones(new Shape(3, 4, 4));
    assertThrows(IllegalArgumentException.class, () -> Images.picture(three));
  }
}
