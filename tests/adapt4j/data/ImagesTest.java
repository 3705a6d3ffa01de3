package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import adapt4j.EachLab;
import adapt4j.show.Tile;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImagesTest extends EachLab {
  private NDArray image;

  @BeforeEach
  void open() {
    image = lab.manager().create(new float[] {0, 0.2f, 0.6f, 1, 0.4f, 0.8f}, new Shape(1, 2, 3));
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
  void colourKeepsItsChannels() {
    float[] redAndGreen = {1, 0, 0, 0.6f, 0, 0};
    NDArray colour = lab.manager().create(redAndGreen, new Shape(3, 1, 2));
    BufferedImage picture = Images.picture(colour);
    assertEquals(0xFFFF0000, picture.getRGB(0, 0));
    assertEquals(0xFF009900, picture.getRGB(1, 0));
  }

  @Test
  void whatIsTransparentIsPaper() {
    BufferedImage half = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    half.setRGB(1, 0, 0x80000000); // black, half of it
    float[] ink = Images.array(lab.manager(), half).toFloatArray();
    assertArrayEquals(new float[] {0, 0.5f}, ink, 0.01f);
  }

  @Test
  void greyWithTransparencyIsNotBrightenedEither() {
    ColorSpace grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
    ColorModel model =
        new ComponentColorModel(grey, true, false, Transparency.TRANSLUCENT, DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 1);
    raster.setPixel(0, 0, new int[] {102, 255});
    raster.setPixel(1, 0, new int[] {0, 0});
    BufferedImage picture = new BufferedImage(model, raster, false, null);
    float[] ink = Images.array(lab.manager(), picture).toFloatArray();
    assertArrayEquals(new float[] {0.6f, 0}, ink, 1e-6f);
  }

  @Test
  void anotherShapeIsRefused() {
    NDArray two = lab.manager().ones(new Shape(2, 4, 4));
    assertThrows(IllegalArgumentException.class, () -> Images.picture(two));
  }

  @Test
  void mapsAreStretchedEachOnItsOwn() {
    NDArray maps = lab.manager().create(new float[] {-5, 0, 5, 7, 7, 7}, new Shape(2, 1, 3));
    List<Tile> tiles = Images.maps(maps);
    assertEquals(0xFFFFFF, tiles.get(0).image().getRGB(0, 0) & 0xFFFFFF);
    assertEquals(128, tiles.get(0).image().getRGB(1, 0) & 0xFF, 1);
    assertEquals(0, tiles.get(0).image().getRGB(2, 0) & 0xFFFFFF);
    assertEquals(0xFFFFFF, tiles.get(1).image().getRGB(1, 0) & 0xFFFFFF);
  }
}
