package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is stored in one transaction, once: a batch with a number that is not above the last stored one of its incarnation is
 * stored already. Immutable.
 *
 * @param runtime whose figures they are
 * @param incarnation the start of a process, or of whatever else numbers batches
 * @param seq its number; they ascend
 * @param created when it was made, by the process's clock
 * @param samples single values
 * @param distributions what histograms saw
 */
record SampleBatch(
        RuntimeKey runtime,
        UUID incarnation,
        long seq,
        Instant created,
        List<Sample> samples,
        List<DistributionSample> distributions) {

    SampleBatch {
        samples = List.copyOf(samples);
        distributions = List.copyOf(distributions);
    }

    /** How many figures it has. */
    int size() {
        return samples.size() + distributions.size();
    }
}
