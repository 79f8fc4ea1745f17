package io.venturi.benchmarks;

/**
 * What JMH found out about a benchmark.
 *
 * @param nanos an operation's time
 * @param bytes what an operation allocates
 */
record Measurement(double nanos, double bytes) {}
