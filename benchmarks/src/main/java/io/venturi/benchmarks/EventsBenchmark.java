package io.venturi.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.CdcTableMeters;
import io.venturi.Operation;
import io.venturi.PipelineMetrics;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One CDC event: counted, its lag in a histogram, the newest timestamp kept. The host passes the event's timestamp; the lag takes the
 * one look at the clock that all of them share.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventsBenchmark {

    private static final long NOW = 1_790_000_000_000L;

    private static final int BATCH = 100;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CdcTableMeters ordersOnMicrometer = orders(registry);
    private final CdcTableMeters orders = orders(new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT));
    private final Counter handCounter =
            registry.counter("hand.events", "source", "db", "table", "public.orders", "operation", "INSERT");
    private final Timer handTimer = Timer.builder("hand.event.lag")
            .tag("source", "db")
            .serviceLevelObjectives(
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1))
            .register(registry);
    private final AtomicLong handNewest = new AtomicLong();

    private static CdcTableMeters orders(MeterRegistry meters) {
        return PipelineMetrics.builder(meters).build().cdc("db").table("public.orders");
    }

    /** Timestamps that go on, a millisecond every 64 events. */
    @State(Scope.Thread)
    public static class SourceTime {
        private long events;

        long next() {
            return NOW + (events++ >> 6);
        }
    }

    /** The look at the clock, without which nobody knows a lag. */
    @Benchmark
    public long clockRead() {
        return System.currentTimeMillis();
    }

    /** What a careful host writes by hand on Micrometer: counter, SLO timer, newest timestamp. */
    @Benchmark
    public void micrometerByHand(SourceTime time) {
        long source = time.next();
        handCounter.increment();
        handTimer.record(Math.max(0, System.currentTimeMillis() - source), TimeUnit.MILLISECONDS);
        handNewest.accumulateAndGet(source, Math::max);
    }

    /** The same for a batch: Micrometer's timers take one value at a time. */
    @Benchmark
    public void micrometerBatchByHand(SourceTime time) {
        long source = time.next();
        handCounter.increment(BATCH);
        long lag = Math.max(0, System.currentTimeMillis() - source);
        for (int i = 0; i < BATCH; i++) {
            handTimer.record(lag, TimeUnit.MILLISECONDS);
        }
        handNewest.accumulateAndGet(source, Math::max);
    }

    /** {@code processed} alone. */
    @Benchmark
    public void venturiProcessed(SourceTime time) {
        orders.processed(Operation.INSERT, time.next());
    }

    /** The same on Micrometer's registry. */
    @Benchmark
    public void venturiProcessedOnMicrometer(SourceTime time) {
        ordersOnMicrometer.processed(Operation.INSERT, time.next());
    }

    /** A batch at once, by its newest timestamp. */
    @Benchmark
    public void venturiBatch(SourceTime time) {
        orders.processed(Operation.INSERT, BATCH, time.next());
    }

    /** In and out: the books and the oldest in flight are kept, too. */
    @Benchmark
    public void venturiReceivedAndProcessed(SourceTime time) {
        long source = time.next();
        orders.received(Operation.INSERT, source);
        orders.processed(Operation.INSERT, source);
    }
}
