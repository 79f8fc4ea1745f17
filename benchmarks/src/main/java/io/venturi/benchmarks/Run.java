package io.venturi.benchmarks;

import java.util.Map;

/**
 * What a suite showed in one go, peers and ours together.
 *
 * @param threads how many recorded at once
 * @param measurements by the names of the benchmarks
 */
record Run(int threads, Map<String, Measurement> measurements) {

    double get(Quantity quantity, String benchmark) {
        Measurement found = measurements.get(benchmark);
        if (found == null) {
            throw new IllegalStateException(benchmark + " is not among " + measurements.keySet());
        }
        return found.get(quantity);
    }

    /** Whether the machine could run the threads at once, so that targets mean something. */
    boolean isFair() {
        return threads <= Runtime.getRuntime().availableProcessors();
    }
}
