package io.venturi.jdbc.store;

import io.venturi.PipelineMetrics;
import io.venturi.catalog.StoreCatalog;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.MeterScope;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The store's books as meters. Thread-safe. */
final class StoreMeters implements AutoCloseable {

    private final PipelineMetrics metrics;
    private final MeterScope scope;
    private final BoundTimer publishing;

    StoreMeters(PipelineMetrics metrics, StoreBooks books, LongSupplier spoolBytes) {
        this.metrics = metrics;
        this.scope = metrics.newScope();
        show("accepted", books.accepted);
        show("stored", books.stored);
        show("rejected", books.rejected);
        show("expired", books.expired);
        show("overflowed", books.overflowed);
        scope.gauge(StoreCatalog.SPOOL, spoolBytes::getAsLong);
        publishing = scope.timer(StoreCatalog.PUBLISH_DURATION);
    }

    private void show(String result, LongAdder sum) {
        scope.counter(StoreCatalog.SAMPLES, sum::sum, result);
    }

    boolean isOf(PipelineMetrics other) {
        return metrics == other;
    }

    void published(long nanos) {
        publishing.recordNanos(nanos);
    }

    @Override
    public void close() {
        scope.close();
    }
}
