package io.venturi.jdbc.store;

import java.util.IdentityHashMap;

/** About how many bytes of the heap batches take together; series that they share count once. Not thread-safe. */
final class HeapFootprint {

    private static final int BATCH_BYTES = 256;
    private static final int SAMPLE_BYTES = 48;
    private static final int DISTRIBUTION_BYTES = 96;
    private static final int SERIES_BYTES = 256;
    private static final int LABEL_BYTES = 128;

    private final IdentityHashMap<MetricSeries, Integer> uses = new IdentityHashMap<>();
    private long bytes;

    void add(SampleBatch batch) {
        bytes += own(batch);
        batch.samples().forEach(sample -> use(sample.series()));
        batch.distributions().forEach(distribution -> use(distribution.series()));
    }

    void remove(SampleBatch batch) {
        bytes -= own(batch);
        batch.samples().forEach(sample -> release(sample.series()));
        batch.distributions().forEach(distribution -> release(distribution.series()));
    }

    long bytes() {
        return bytes;
    }

    private static long own(SampleBatch batch) {
        long sum = BATCH_BYTES
                + (long) SAMPLE_BYTES * batch.samples().size()
                + (long) DISTRIBUTION_BYTES * batch.distributions().size();
        for (DistributionSample distribution : batch.distributions()) {
            sum += distribution.sketch().length;
        }
        return sum;
    }

    private void use(MetricSeries series) {
        if (uses.merge(series, 1, Integer::sum) == 1) {
            bytes += bytes(series);
        }
    }

    private void release(MetricSeries series) {
        if (uses.merge(series, -1, Integer::sum) == 0) {
            uses.remove(series);
            bytes -= bytes(series);
        }
    }

    private static long bytes(MetricSeries series) {
        long sum = SERIES_BYTES + 2L * series.name().length();
        for (var label : series.labels().entrySet()) {
            sum += LABEL_BYTES
                    + 2L * (label.getKey().length() + label.getValue().length());
        }
        return sum;
    }
}
