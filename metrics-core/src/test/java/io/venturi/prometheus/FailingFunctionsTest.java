package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Functions that fail, and streams: what can be told is told, and what cannot is absent. */
class FailingFunctionsTest {

    private final VenturiPrometheusRegistry registry =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());
    private final AtomicBoolean failing = new AtomicBoolean(true);

    private double value(double value) {
        if (failing.get()) {
            throw new IllegalStateException("on purpose");
        }
        return value;
    }

    @Test
    void aFunctionThatThrowsLosesItsOwnSamplesOnly() {
        Counter.builder("counter").register(registry).increment();
        FunctionCounter.builder("function", 3.0, this::value).register(registry);
        FunctionCounter.builder("function", 4, Integer::doubleValue)
                .tag("t", "1")
                .register(registry);
        FunctionTimer.builder("timed", 1, count -> (long) value(1), total -> value(2), TimeUnit.SECONDS)
                .register(registry);
        Gauge.builder("gauge", () -> value(5)).register(registry);
        for (String contentType : List.of(Scrapes.TEXT, Scrapes.OPENMETRICS)) {
            assertThat(Scrapes.lines(registry, contentType))
                    .contains("counter_total 1.0", "function_total{t=\"1\"} 4.0")
                    .noneMatch(line -> line.startsWith("function_total ") || line.startsWith("timed_seconds_"))
                    .doesNotContain("gauge 0.0");
        }
        assertThat(Scrapes.protobuf(registry, "counter_total")).hasSize(1);
        assertThat(Scrapes.protobuf(registry, "function_total")).hasSize(1);
        failing.set(false);
        assertThat(Scrapes.samples(registry))
                .contains("function_total 3.0", "timed_seconds_count 1", "timed_seconds_sum 2.0", "gauge 5.0");
        assertThat(Scrapes.protobuf(registry, "function_total")).hasSize(2);
    }

    @Test
    void aCountBelowZeroIsAbsent() {
        Counter.builder("counter").register(registry).increment();
        FunctionCounter.builder("function", -1, Integer::doubleValue).register(registry);
        assertThat(Scrapes.samples(registry)).containsExactly("counter_total 1.0");
        assertThat(Scrapes.protobuf(registry, "counter_total")).hasSize(1);
    }

    @Test
    void aCounterOnlyRises() {
        Counter counter = Counter.builder("counter").register(registry);
        counter.increment(2);
        counter.increment(-1);
        counter.increment(Double.NaN);
        assertThat(Scrapes.samples(registry)).containsExactly("counter_total 2.0");
        assertThat(Scrapes.protobuf(registry, "counter_total").get(0).message(3).real(1))
                .isEqualTo(2);
    }

    @Test
    void aStreamThatBreaksHarmsThatScrapeOnly() {
        for (int i = 0; i < 2_000; i++) {
            registry.counter("counter", "n", Integer.toString(i)).increment();
        }
        for (String contentType : Scrapes.ALL) {
            assertThatThrownBy(() -> registry.scrape(new BrokenStream(), contentType))
                    .hasMessageContaining("broken pipe");
            assertThat(Scrapes.samples(registry)).hasSize(2_000);
        }
    }

    private static final class BrokenStream extends OutputStream {
        private int room = 20_000;

        @Override
        public void write(int b) throws IOException {
            if (room-- == 0) {
                throw new IOException("broken pipe");
            }
        }
    }
}
