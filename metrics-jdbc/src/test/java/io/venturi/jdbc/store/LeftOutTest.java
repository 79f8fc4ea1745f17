package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.venturi.jdbc.store.Published.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be sampled is missing, and nothing else is. */
class LeftOutTest {

    private final Published published = new Published();
    private final PostgresMeterRegistry registry = published.registry();
    private final List<String> refused = new ArrayList<>();

    LeftOutTest() {
        registry.config().onMeterRegistrationFailed((id, reason) -> refused.add(id.getName() + ": " + reason));
        registry.counter("sound").increment();
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whatFunctionsFailToTell() {
        AtomicBoolean fails = new AtomicBoolean(true);
        FunctionCounter.builder("total", fails, LeftOutTest::told).register(registry);
        Gauge.builder("gauge", fails, LeftOutTest::told).register(registry);
        FunctionTimer.builder("timer", fails, on -> 1, LeftOutTest::told, TimeUnit.SECONDS)
                .register(registry);
        FunctionCounter.builder("negative", fails, on -> -1).register(registry);
        for (int i = 0; i < 2; i++) {
            assertThat(published.step(registry).values())
                    .containsOnlyKeys("sound_total", "gauge", "timer_seconds_count")
                    .containsEntry("gauge", Double.NaN);
        }
        fails.set(false);
        assertThat(published.step(registry).values())
                .containsEntry("total_total", 5.0)
                .containsEntry("gauge", 5.0)
                .containsEntry("timer_seconds_sum", 5.0);
    }

    private static double told(AtomicBoolean fails) {
        if (fails.get()) {
            throw new IllegalStateException("not now");
        }
        return 5;
    }

    @Test
    void whatPostgresCannotStore() {
        Counter counter = registry.counter("c", "k", "a\0b");
        counter.increment();
        registry.counter("c", "k", "ab").increment();
        assertThat(published.step(registry).values()).containsOnlyKeys("sound_total", "c_total{k=\"ab\"}");
        assertThat(refused).hasSize(1).first().asString().contains("c: ", "NUL");
        assertThat(counter.count()).isEqualTo(1);
        registry.remove(counter);
        assertThat(published.step(registry).values()).hasSize(2);
    }

    @Test
    void whatHasTheNameOfAnother() {
        registry.counter("a.b").increment(1);
        Counter second = registry.counter("a_b");
        second.increment(2);
        registry.gauge("a.b_total", Tags.of("k", "v"), 3);
        assertThat(published.step(registry).values())
                .containsEntry("a_b_total", 1.0)
                .doesNotContainValue(2.0);
        assertThat(refused).hasSize(1).first().asString().contains("a_b: ", "already");
        registry.remove(second);
        assertThat(published.step(registry).values()).containsEntry("a_b_total", 1.0);
    }

    @Test
    void aMeterOfWhichOneSeriesIsTakenLeavesTheOthersFree() {
        Gauge sum = Gauge.builder("work.seconds_sum", () -> 1).register(registry);
        registry.timer("work");
        assertThat(refused).hasSize(1);
        registry.remove(sum);
        registry.timer("work", "k", "v");
        registry.summary("work.seconds");
        assertThat(refused).hasSize(1);
        assertThat(published.step(registry).values())
                .containsOnlyKeys(
                        "sound_total",
                        "work_seconds_count",
                        "work_seconds_sum",
                        "work_seconds_count{k=\"v\"}",
                        "work_seconds_sum{k=\"v\"}");
    }

    @Test
    void tagsThatBecomeOneLabel() {
        registry.counter("c", "a.b", "1", "a_b", "2");
        assertThat(refused).hasSize(1).first().asString().contains("'a_b'");
        assertThat(published.step(registry).values()).hasSize(1);
    }

    @Test
    void metersThatAreRemoved() {
        Counter counter = registry.counter("gone");
        assertThat(published.step(registry).values()).containsKey("gone_total");
        registry.remove(counter);
        assertThat(published.step(registry).values()).containsOnlyKeys("sound_total");
        registry.counter("gone").increment();
        Batch batch = published.step(registry);
        assertThat(batch.values()).containsEntry("gone_total", 1.0);
        assertThat(refused).isEmpty();
    }
}
