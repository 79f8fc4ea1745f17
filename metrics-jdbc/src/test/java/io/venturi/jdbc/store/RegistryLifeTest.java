package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** From the first step to the last. */
class RegistryLifeTest {

    private final Published published = new Published();

    @Test
    void samplesByItself() throws InterruptedException {
        CountDownLatch twice = new CountDownLatch(2);
        PostgresMeterRegistry registry = new PostgresMeterRegistry(
                Map.of("postgres.step", "20ms")::get,
                (samples, distributions) -> twice.countDown(),
                Clock.SYSTEM,
                nanos -> {});
        registry.counter("c");
        assertThat(twice.await(30, TimeUnit.SECONDS)).isTrue();
        registry.close();
    }

    @Test
    void theLastStepIsHandedOverOnce() {
        PostgresMeterRegistry registry = published.registry();
        Counter counter = registry.counter("c");
        Timer timer = registry.timer("t");
        published.step(registry);
        counter.increment();
        timer.record(Duration.ofMillis(5));
        registry.close();
        assertThat(published.batches).hasSize(2);
        assertThat(published.batches.get(1).values()).containsEntry("c_total", 1.0);
        assertThat(published.batches.get(1).distribution("t_seconds").count()).isEqualTo(1);
        registry.close();
        registry.publish();
        assertThat(published.batches).hasSize(2);
    }

    @Test
    void aStoreTakesTheStepsAndShowsTheirDuration() {
        StoredBatches target = new StoredBatches();
        MetricStore store = MetricStore.builder(new PGSimpleDataSource(), "metrics")
                .runtime("worker_pool", "orders-1")
                .target(target)
                .build();
        SimpleMeterRegistry shown = new SimpleMeterRegistry();
        PipelineMetrics metrics = PipelineMetrics.builder(shown).build();
        store.bindTo(metrics);
        PostgresMeterRegistry registry = new PostgresMeterRegistry(Published.config(), store, new MockClock());
        registry.counter("c").increment(5);
        registry.close();
        assertThat(shown.get("pipeline.store.publish.duration").timer().count()).isEqualTo(1);
        store.close();
        assertThat(target.values()).containsExactly(5.0);
        metrics.close();
    }

    @Test
    void whereItIsDisabledNothingIsHandedOver() {
        PostgresMeterRegistry registry = new PostgresMeterRegistry(
                Map.of("postgres.enabled", "false")::get, published, Clock.SYSTEM, nanos -> {});
        registry.counter("c").increment();
        registry.close();
        assertThat(published.batches).isEmpty();
    }

    @Test
    void anIntakeThatThrowsDoesNotKeepTheRegistryOpen() {
        PostgresMeterRegistry registry = new PostgresMeterRegistry(
                Published.config(),
                (samples, distributions) -> {
                    throw new IllegalStateException("full");
                },
                Clock.SYSTEM,
                nanos -> {});
        registry.counter("c").increment();
        registry.close();
        assertThat(registry.isClosed()).isTrue();
    }
}
