package io.venturi;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A look at the clock costs as much as the rest of a recording: how many a change event takes, on our own registry. */
class ClockReadsTest {

    private static final long NOW = Fixture.START;

    private final AtomicInteger reads = new AtomicInteger();
    private final CdcTableMeters table = PipelineMetrics.builder(
                    VenturiPrometheusRegistry.builder(PrometheusConfig.DEFAULT)
                            .clock(new CountingClock())
                            .build())
            .build()
            .cdc("db")
            .table("public.orders");

    private final class CountingClock implements Clock {
        @Override
        public long wallTime() {
            reads.incrementAndGet();
            return NOW;
        }

        @Override
        public long monotonicTime() {
            reads.incrementAndGet();
            return NOW;
        }
    }

    private int readsOf(Runnable recording) {
        int before = reads.get();
        recording.run();
        return reads.get() - before;
    }

    @Test
    void theClockIsTheRegistrys() {
        assertThat(reads.get()).as("reads while meters were made").isPositive();
        assertThat(readsOf(() -> assertThat(table.lagSeconds()).isNaN())).isPositive();
    }

    @Test
    void processedReadsItOnce() {
        table.received(Operation.INSERT, NOW - 2_000);
        assertThat(readsOf(() -> table.processed(Operation.INSERT, NOW - 2_000)))
                .as("an event that came before")
                .isEqualTo(1);
        assertThat(readsOf(() -> table.processed(Operation.UPDATE, NOW - 1_000)))
                .as("an event that was not received first")
                .isEqualTo(1);
    }

    @Test
    void aBatchReadsItOnceToo() {
        assertThat(readsOf(() -> table.processed(Operation.INSERT, 500, NOW - 1_000)))
                .isEqualTo(1);
        assertThat(readsOf(() -> table.processed(Operation.INSERT, new long[] {NOW - 3, NOW - 2, NOW - 1})))
                .isEqualTo(1);
    }

    @Test
    void receivedReadsItOnceAtMost() {
        assertThat(readsOf(() -> table.received(Operation.INSERT, NOW - 1_000))).isLessThanOrEqualTo(1);
        assertThat(readsOf(() -> table.received(Operation.INSERT, 500, NOW - 1_000)))
                .isLessThanOrEqualTo(1);
    }
}
