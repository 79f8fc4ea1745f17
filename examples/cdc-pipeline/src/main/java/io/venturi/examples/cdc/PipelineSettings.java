package io.venturi.examples.cdc;

import java.time.Duration;
import java.util.Optional;

/**
 * What can be chosen.
 *
 * @param namespace the first word of every meter's name
 * @param metricsPort where the metrics are served; 0 for a free port
 * @param rowsPerSecond how many rows the workload changes
 * @param history whether the history of the metrics is kept
 * @param faultsAfter when the faults begin that come on their own; where empty, none does
 * @param controlPort where faults are commanded, 0 for a free port; where empty, nowhere
 */
record PipelineSettings(
        String namespace,
        int metricsPort,
        int rowsPerSecond,
        boolean history,
        Optional<Duration> faultsAfter,
        Optional<Integer> controlPort) {
    static final int BUFFER_CAPACITY = 10_000;
    static final int SEEDED_ROWS_PER_TABLE = 100;
}
