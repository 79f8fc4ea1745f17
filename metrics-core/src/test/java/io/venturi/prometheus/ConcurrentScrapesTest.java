package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Scrapes while threads add, remove and record: each can be read, and no count goes backwards. */
class ConcurrentScrapesTest {

    private static final int SCRAPES = 300;

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean done = new AtomicBoolean();
    private final Map<String, Double> seen = new HashMap<>();

    @Test
    void everyScrapeIsWhole() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> others = new ArrayList<>();
            others.add(threads.submit(() -> repeat(this::recordIntoWhatStays)));
            others.add(threads.submit(() -> repeat(this::recordIntoWhatStays)));
            others.add(threads.submit(() -> repeat(this::addAndRemove)));
            try {
                for (int i = 0; i < SCRAPES; i++) {
                    checkText(registry.scrape(i % 2 == 0 ? Scrapes.TEXT : Scrapes.OPENMETRICS));
                    Scrapes.protobuf(registry);
                }
            } finally {
                done.set(true);
            }
            for (Future<?> other : others) {
                other.get();
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(seen).containsKeys("stays_total", "slo_seconds_count");
        assertThat(Scrapes.samples(registry)).noneMatch(line -> line.startsWith("comes"));
    }

    private void repeat(Runnable work) {
        while (!done.get()) {
            work.run();
        }
    }

    private void recordIntoWhatStays() {
        registry.counter("stays").increment();
        Timer.builder("slo")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofMillis(2));
        Timer.builder("quantiles").publishPercentiles(0.5).register(registry).record(Duration.ofMillis(2));
    }

    private void addAndRemove() {
        for (int i = 0; i < 10; i++) {
            registry.counter("comes", "n.n", Integer.toString(i)).increment();
            registry.timer("comes.timer", "n", Integer.toString(i)).record(Duration.ofSeconds(1));
            // Half of the time its name is not one that needs no care.
            registry.gauge("comes.timer.seconds.max", io.micrometer.core.instrument.Tags.of("g", "1"), 1);
        }
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("comes"))
                .forEach(registry::remove);
    }

    /** Samples have values, buckets and count of one scrape agree, and nothing fell since the last. */
    private void checkText(String text) {
        Map<String, Double> now = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            assertThat(now.put(line.substring(0, space), number(line.substring(space + 1))))
                    .as("a second sample: %s", line)
                    .isNull();
        });
        assertThat(now.get("slo_seconds_bucket{le=\"+Inf\"}")).isEqualTo(now.get("slo_seconds_count"));
        now.forEach((series, value) -> {
            if (!series.startsWith("comes") && !series.contains("max") && !series.contains("quantile=")) {
                assertThat(value).as(series).isGreaterThanOrEqualTo(seen.getOrDefault(series, 0.0));
                seen.put(series, value);
            }
        });
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }
}
