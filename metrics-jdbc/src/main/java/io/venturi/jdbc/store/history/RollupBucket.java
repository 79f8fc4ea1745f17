package io.venturi.jdbc.store.history;

import java.time.Instant;

/**
 * What was rolled up of a series in an hour, a day or a week. A figure that there is none of is NaN.
 *
 * @param start when it begins
 * @param count how many samples, measurements or recorded values
 * @param min the smallest
 * @param max the greatest
 * @param avg the arithmetic mean
 * @param sum the sum of them; of a counter, what it grew by is {@code increase}
 * @param increase what a counter grew by, restarts corrected
 * @param p50 the median of measurements and of what histograms saw
 * @param p95 the value that 95 of 100 are at or below
 * @param p99 the value that 99 of 100 are at or below
 * @param due whether it is to be rolled up again, as something was stored late: until then it lacks that
 */
public record RollupBucket(
        Instant start,
        long count,
        double min,
        double max,
        double avg,
        double sum,
        double increase,
        double p50,
        double p95,
        double p99,
        boolean due) {}
