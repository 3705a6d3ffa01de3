package adapt4j.show;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.style.markers.Marker;

/** Draws a point as a short text, such as the digit that it stands for. */
final class NameMarker extends Marker {
  private final String name;

  NameMarker(String name) {
    this.name = name;
  }

  @Override
  public void paint(Graphics2D canvas, double x, double y, int size) {
    canvas.setFont(Style.BOLD.deriveFont(2f * size));
    Rectangle2D box =
        canvas.getFont().createGlyphVector(canvas.getFontRenderContext(), name).getVisualBounds();
    canvas.drawString(name, (float) (x - box.getCenterX()), (float) (y - box.getCenterY()));
  }
}
