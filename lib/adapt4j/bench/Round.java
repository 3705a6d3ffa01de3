package adapt4j.bench;

/**
 * What one round of a benchmark showed.
 *
 * @param seconds that it took, as the program that did the work measured them
 * @param losses of its steps, to see whether others did the same work
 */
record Round(double seconds, double[] losses) {}
