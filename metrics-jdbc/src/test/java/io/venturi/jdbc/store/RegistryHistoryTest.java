package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.TestScheduler;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RegistryHistoryTest {

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = VenturiPrometheusRegistry.builder(PrometheusConfig.DEFAULT)
            .clock(clock)
            .build();
    private final StoredBatches target = new StoredBatches();
    private final TestScheduler scheduler = new TestScheduler();
    private final MetricStore store = MetricStore.builder(new PGSimpleDataSource(), "metrics")
            .runtime("worker_pool", "orders-1")
            .target(target)
            .build();

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
        registry.close();
    }

    private RegistryHistory start(MeterRegistry of) {
        return RegistryHistory.builder(of, store)
                .step(Duration.ofSeconds(7))
                .scheduler(scheduler)
                .start();
    }

    private static Map<String, Double> values(SampleBatch batch) {
        Map<String, Double> values = new TreeMap<>();
        batch.samples().forEach(sample -> values.put(Published.text(sample.series()), sample.value()));
        return values;
    }

    private List<SampleBatch> stored() {
        store.close();
        return target.batches();
    }

    @Test
    void samplesMetersThatWereThereAndThatCameLaterAndForgetsThoseThatWent() {
        Counter events = registry.counter("events", "table", "a");
        events.increment(3);
        RegistryHistory history = start(registry);
        assertThat(scheduler.delay()).isEqualTo(Duration.ofSeconds(7));
        Gauge.builder("depth", () -> 7).register(registry);
        scheduler.run();
        events.increment();
        registry.remove(registry.get("depth").gauge());
        scheduler.run();
        history.close();
        List<SampleBatch> steps = stored();
        assertThat(values(steps.get(0))).isEqualTo(Map.of("events_total{table=\"a\"}", 3.0, "depth", 7.0));
        assertThat(values(steps.get(1))).isEqualTo(Map.of("events_total{table=\"a\"}", 4.0));
        assertThat(steps).as("with the last one at the end").hasSize(3);
    }

    @Test
    void eachStepHasTheDistributionOfWhatItSawWhileScrapesGoOn() {
        Timer timer = registry.timer("work");
        timer.record(Duration.ofSeconds(9)); // before anyone kept a history
        RegistryHistory history = start(registry);
        timer.record(Duration.ofMillis(1_500));
        timer.record(Duration.ofMillis(500));
        assertThat(timer.max(TimeUnit.SECONDS)).isEqualTo(9);
        scheduler.run();
        timer.record(Duration.ofMillis(250));
        scheduler.run();
        scheduler.run();
        history.close();
        List<SampleBatch> steps = stored();
        DistributionSample first = steps.get(0).distributions().get(0);
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.sum()).isEqualTo(2);
        DistributionSample second = steps.get(1).distributions().get(0);
        assertThat(second.max()).isEqualTo(.25);
        assertThat(HistogramSnapshot.ofSketch(second.sketch(), second.sum(), second.max())
                        .count())
                .isEqualTo(1);
        assertThat(steps.get(2).distributions()).isEmpty();
        assertThat(values(steps.get(2))).isEqualTo(Map.of("work_seconds_count", 4.0, "work_seconds_sum", 11.25));
    }

    @Test
    void ofOtherRegistriesTheTotalsAndMaximaAreKept() {
        SimpleMeterRegistry plain =
                new SimpleMeterRegistry(key -> "simple.mode".equals(key) ? "CUMULATIVE" : null, clock);
        plain.timer("work").record(Duration.ofMillis(1_500));
        plain.summary("rows").record(12);
        RegistryHistory history = start(plain);
        scheduler.run();
        history.close();
        assertThat(values(stored().get(0)))
                .isEqualTo(Map.of(
                        "work_seconds_count", 1.0,
                        "work_seconds_sum", 1.5,
                        "work_seconds_max", 1.5,
                        "rows_count", 1.0,
                        "rows_sum", 12.0,
                        "rows_max", 12.0));
        plain.close();
    }

    @Test
    void aFunctionThatFailsLeavesOutItsMeterOnly() {
        Gauge.builder("broken", () -> {
                    throw new IllegalStateException("on purpose");
                })
                .register(registry);
        registry.counter("events").increment();
        RegistryHistory history = start(registry);
        scheduler.run();
        history.close();
        assertThat(values(stored().get(0))).containsEntry("events_total", 1.0);
    }

    @Test
    void nothingIsTakenOnceItIsClosed() {
        registry.counter("events").increment();
        RegistryHistory history = start(registry);
        history.close();
        history.close();
        registry.counter("late").increment();
        scheduler.run();

        assertThat(scheduler.isCancelled()).isTrue();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void refusesStepsThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryHistory.builder(registry, store).step(Duration.ZERO))
                .withMessageContaining("PT0S")
                .withMessageContaining("PT10S");
    }
}
