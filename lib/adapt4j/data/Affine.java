package adapt4j.data;

/**
 * One affine map of images, held as its inverse: for each pixel of the result it says where to look
 * in the original.
 */
final class Affine {
  private final double xx;
  private final double xy;
  private final double yx;
  private final double yy;
  private final double dx;
  private final double dy;

  private Affine(double xx, double xy, double yx, double yy, double dx, double dy) {
    this.xx = xx;
    this.xy = xy;
    this.yx = yx;
    this.yy = yy;
    this.dx = dx;
    this.dy = dy;
  }

  /**
   * The map that shears, then turns and zooms about the centre, then shifts: q = s R H (p - c) + c
   * + d, with R = (cos -sin; sin cos) and H = (1 -tan; 0 1), as in torchvision.
   *
   * @param degrees clockwise
   * @param dx pixels to the right
   * @param dy pixels down
   * @param scale zoom factor
   * @param shear degrees
   */
  static Affine of(double degrees, double dx, double dy, double scale, double shear) {
    double cos = Math.cos(Math.toRadians(degrees)) / scale;
    double sin = Math.sin(Math.toRadians(degrees)) / scale;
    double tan = Math.tan(Math.toRadians(shear));
    // p - c = (1 tan; 0 1) (cos sin; -sin cos) / s (q - c - d)
    return new Affine(cos - tan * sin, sin + tan * cos, -sin, cos, dx, dy);
  }

  /** Draws image i of one batch into another one of the same shape. */
  void move(Pixels from, Pixels to, int i) {
    int width = from.width();
    int height = from.height();
    double cx = (width - 1) / 2.0;
    double cy = (height - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      double v = y - cy - dy;
      for (int x = 0; x < width; x++) {
        double u = x - cx - dx;
        double sx = cx + xx * u + xy * v;
        double sy = cy + yx * u + yy * v;
        if (sx > -1 && sy > -1 && sx < width && sy < height) {
          sample(from, to, i, y * width + x, sx, sy);
        }
      }
    }
  }

  /** Bilinear: the mean of the four neighbours, each by its nearness; outside is 0. */
  static void sample(Pixels from, Pixels to, int i, int target, double sx, double sy) {
    int left = (int) Math.floor(sx);
    int top = (int) Math.floor(sy);
    float right = (float) (sx - left);
    float below = (float) (sy - top);
    int width = from.width();
    int at = top * width + left;
    boolean inside = left >= 0 && top >= 0 && left + 1 < width && top + 1 < from.height();
    for (int channel = 0; channel < from.channels(); channel++) {
      int plane = from.plane(i, channel);
      float[] value = from.values();
      float a;
      float b;
      float c;
      float d;
      if (inside) { // the common case, and the fast one
        a = value[plane + at];
        b = value[plane + at + 1];
        c = value[plane + at + width];
        d = value[plane + at + width + 1];
      } else {
        a = at(from, plane, left, top);
        b = at(from, plane, left + 1, top);
        c = at(from, plane, left, top + 1);
        d = at(from, plane, left + 1, top + 1);
      }
      float upper = a + right * (b - a);
      float lower = c + right * (d - c);
      to.values()[plane + target] = upper + below * (lower - upper);
    }
  }

  private static float at(Pixels from, int plane, int x, int y) {
    boolean outside = x < 0 || y < 0 || x >= from.width() || y >= from.height();
    return outside ? 0 : from.values()[plane + y * from.width() + x];
  }
}
