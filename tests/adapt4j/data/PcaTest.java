package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PcaTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theFirstDirectionIsThatOfTheGreatestSpread() {
    // Points along (3, 4) / 5, with a tenth of the spread across it.
    NDArray points =
        manager.create(
            new float[] {
              10 + 6, 20 + 8, 10 - 6, 20 - 8, 10 - 0.8f, 20 + 0.6f, 10 + 0.8f, 20 - 0.6f
            },
            new Shape(4, 2));
    Pca pca = Pca.of(points);
    double[][] places = pca.project(points, 2);
    assertEquals(10, Math.abs(places[0][0]), 1e-5);
    assertEquals(-places[0][0], places[1][0], 1e-5);
    assertEquals(0, places[0][1], 1e-5);
    assertEquals(1, Math.abs(places[2][1]), 1e-5);
    assertEquals(100 / 101.0, pca.explained(1), 1e-6);
    assertEquals(1, pca.explained(2), 1e-12);
  }

  @Test
  void distancesAreKeptWhenAllDirectionsAre() {
    NDArray points = manager.randomNormal(new Shape(20, 5));
    double[][] places = Pca.of(points).project(points, 5);
    double before = points.get(0).sub(points.get(1)).square().sum().getFloat();
    double after = 0;
    for (int j = 0; j < 5; j++) {
      after += Math.pow(places[0][j] - places[1][j], 2);
    }
    assertEquals(before, after, 1e-4 * before);
  }

  @Test
  void fewerPointsThanDimensionsHaveDirectionsToo() {
    // Rank 2 in 300 dimensions: all other variances are 0, but for rounding.
    NDArray points = manager.randomNormal(new Shape(40, 2)).dot(manager.ones(new Shape(2, 300)));
    NDArray more = points.add(manager.randomNormal(new Shape(40, 1)));
    Pca pca = Pca.of(more);
    assertEquals(1, pca.explained(2), 1e-9);
    double[][] places = pca.project(more, 2);
    double before = more.get(0).sub(more.get(1)).square().sum().getFloat();
    double after =
        Math.pow(places[0][0] - places[1][0], 2) + Math.pow(places[0][1] - places[1][1], 2);
    assertEquals(before, after, 1e-3 * before);
    assertThrows(IllegalArgumentException.class, () -> pca.project(more, 41));
  }

  @Test
  void badInputIsNamed() {
    NDArray points = manager.randomNormal(new Shape(4, 3));
    Pca pca = Pca.of(points);
    assertThrows(IllegalArgumentException.class, () -> pca.project(points, 4));
    assertThrows(
        IllegalArgumentException.class, () -> pca.project(manager.ones(new Shape(4, 2)), 1));
    assertThrows(IllegalArgumentException.class, () -> Pca.of(manager.ones(new Shape(1, 3))));
    assertThrows(IllegalArgumentException.class, () -> Pca.of(manager.ones(new Shape(3))));
    NDArray nan = manager.create(new float[] {1, Float.NaN, 2, 3}, new Shape(2, 2));
    assertThrows(IllegalArgumentException.class, () -> Pca.of(nan));
  }
}
