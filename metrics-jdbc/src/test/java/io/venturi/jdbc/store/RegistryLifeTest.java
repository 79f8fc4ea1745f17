package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
