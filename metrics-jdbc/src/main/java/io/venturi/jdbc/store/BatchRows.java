package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

/** What of a batch can be rows. Not thread-safe. */
final class BatchRows {

    private final StorageWindow window;
    private final Refusals refusals;
    private int expired;

    private BatchRows(StorageWindow window, Refusals refusals) {
        this.window = window;
        this.refusals = refusals;
    }

    /**
     * The rows of a batch.
     *
     * @param samples in the window and of series that have an id
     * @param distributions the same
     * @param expired figures outside of the window
     */
    record Sorted(Rows samples, Rows distributions, int expired) {}

    static Sorted of(
            SchemaTransactions transactions, SampleBatch batch, BatchIds ids, StorageWindow window, Refusals refusals) {
        BatchRows rows = new BatchRows(window, refusals);
        List<Sample> samples = batch.samples();
        RowOrder sampleOrder =
                rows.order(ids.samples(), place -> samples.get(place).time(), place -> samples.get(place)
                        .series());
        List<DistributionSample> distributions = batch.distributions();
        RowOrder distributionOrder = rows.order(
                ids.distributions(),
                place -> distributions.get(place).time(),
                place -> distributions.get(place).series());
        return new Sorted(
                new SampleRows(transactions.relation("metric_sample"), samples, sampleOrder),
                new DistributionRows(transactions.relation("metric_distribution"), distributions, distributionOrder),
                rows.expired);
    }

    private RowOrder order(long[] ids, IntFunction<Instant> time, IntFunction<MetricSeries> series) {
        RowOrder order = new RowOrder(ids.length);
        for (int place = 0; place < ids.length; place++) {
            if (!window.holds(time.apply(place))) {
                expired++;
            } else if (ids[place] == KnownSeries.NONE) {
                refusals.add(series.apply(place), "its name or its labels are refused");
            } else {
                order.add(place, ids[place]);
            }
        }
        return order.sorted();
    }
}
