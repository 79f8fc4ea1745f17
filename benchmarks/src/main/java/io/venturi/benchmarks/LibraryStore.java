package io.venturi.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.distribution.DistributionKinds;
import io.venturi.distribution.RecorderTimer;
import io.venturi.jdbc.store.MetricStore;
import io.venturi.jdbc.store.Sample;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** The library as hosts use it: figures go into its queue, and its thread stores them. */
final class LibraryStore implements SampleSink {

    private static final long POLL_NANOS = 100_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final HikariDataSource pool;
    private final Shown shown = new Shown();
    private final PipelineMetrics metrics = PipelineMetrics.builder(shown).build();
    private final MetricStore store;
    private double expected;

    /** The store's own meters; of its only timer each value is kept. */
    private static final class Shown extends SimpleMeterRegistry {

        private final List<Double> publishNanos = new CopyOnWriteArrayList<>();

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
            return new RecorderTimer(id, new DistributionKinds(1, Clock.SYSTEM).timer(statistics), publishNanos::add);
        }

        double samples(String result) {
            return get("pipeline.store.samples")
                    .tag("result", result)
                    .functionCounter()
                    .count();
        }
    }

    LibraryStore(StoreServer server, String name) {
        pool = server.pool();
        store = MetricStore.builder(pool, StoreServer.SCHEMA)
                .runtime("benchmark", name)
                .build();
        store.bindTo(metrics);
    }

    MetricStore store() {
        return store;
    }

    /** How long each step took that a registry sampled for this store. */
    List<Double> publishNanos() {
        return shown.publishNanos;
    }

    @Override
    public void store(List<List<Sample>> steps) {
        for (List<Sample> step : steps) {
            store.append(step);
            expected += step.size();
        }
        long start = System.nanoTime();
        while (shown.samples("stored") < expected) {
            LockSupport.parkNanos(POLL_NANOS);
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("of " + expected + " samples, " + shown.samples("stored")
                        + " were stored, " + shown.samples("rejected") + " rejected, " + shown.samples("expired")
                        + " expired, " + shown.samples("overflowed") + " overflowed");
            }
        }
    }

    @Override
    public void close() {
        store.close();
        metrics.close();
        pool.close();
    }
}
