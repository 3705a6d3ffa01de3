/**
 * Measures speed, memory and quality for {@code ./lab bench}: ours beside a peer, such as PyTorch
 * in Python, in turns on the same machine ({@link adapt4j.bench.BenchReport}).
 */
package adapt4j.bench;
