package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is scraped from ours is what is scraped from Micrometer's registry. */
class SameAsMicrometerTest {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusRegistry theirCollectors = new PrometheusRegistry();
    private final PrometheusRegistry ourCollectors = new PrometheusRegistry();
    private final PrometheusMeterRegistry theirs =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, theirCollectors, new MockClock());
    private final PrometheusMeterRegistry ours =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, ourCollectors, new MockClock());

    private void both(Consumer<MeterRegistry> use) {
        use.accept(theirs);
        use.accept(ours);
    }

    private static List<String> lines(String scrape) {
        return scrape.lines().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, OPENMETRICS})
    void everyKindOfMeter(String contentType) {
        both(SameAsMicrometerTest::useEveryKind);
        Info.builder().name("foreign").labelNames("a").register(theirCollectors).addLabelValues("b");
        Info.builder().name("foreign").labelNames("a").register(ourCollectors).addLabelValues("b");
        assertThat(lines(ours.scrape(contentType))).isEqualTo(lines(theirs.scrape(contentType)));
    }

    private static void useEveryKind(MeterRegistry registry) {
        for (String value : List.of("plain", "with \"quotes\" and \\ and \n", "äöü €", "")) {
            Counter.builder("a.counter")
                    .description("Counts \\ and \"\n.")
                    .tag("key", value)
                    .register(registry)
                    .increment(2.5);
        }
        Counter.builder("ends.total").register(registry).increment(12_345_678);
        Counter.builder("other.keys").tag("a", "1").register(registry).increment();
        Counter.builder("other.keys").tag("b", "1").register(registry).increment();
        FunctionCounter.builder("function.counter", 7, Integer::doubleValue).register(registry);
        for (double value : new double[] {
            0,
            -0.0,
            1,
            -1,
            1e7,
            9_999_999,
            1e300,
            1e-300,
            0.1,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        }) {
            Gauge.builder("a.gauge", () -> value)
                    .tag("v", Double.toString(value))
                    .register(registry);
        }
        Gauge.builder("build.info", () -> 3).tag("version", "1").register(registry);
        TimeGauge.builder("a.time", () -> 1500, TimeUnit.MILLISECONDS).register(registry);
        Timer timer = Timer.builder("a.timer").tags(Tags.of("x", "y")).register(registry);
        Timer slo = Timer.builder("slo.timer")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(100))
                .register(registry);
        Timer precise =
                Timer.builder("histogram.timer").publishPercentileHistogram().register(registry);
        Stream.of(timer, slo, precise).forEach(one -> {
            one.record(1, TimeUnit.MILLISECONDS);
            one.record(Duration.ofNanos(1_000_001));
            one.record(3, TimeUnit.SECONDS);
            one.record(0, TimeUnit.SECONDS);
            one.record(-1, TimeUnit.SECONDS);
        });
        DistributionSummary summary =
                DistributionSummary.builder("a.summary").baseUnit("bytes").register(registry);
        DistributionSummary sizes = DistributionSummary.builder("slo.summary")
                .scale(0.5)
                .serviceLevelObjectives(1, 1000)
                .register(registry);
        Stream.of(summary, sizes).forEach(one -> {
            one.record(0.5);
            one.record(2);
            one.record(2000);
            one.record(0.25);
        });
        FunctionTimer.builder("function.timer", 5, Integer::longValue, Integer::doubleValue, TimeUnit.MILLISECONDS)
                .register(registry);
        LongTaskTimer.builder("long.tasks").register(registry).start();
        LongTaskTimer.builder("long.tasks.slo")
                .serviceLevelObjectives(Duration.ofMinutes(1))
                .register(registry)
                .start();
        Meter.builder(
                        "custom",
                        Meter.Type.OTHER,
                        List.of(
                                new Measurement(() -> 3.0, Statistic.TOTAL),
                                new Measurement(() -> 4.0, Statistic.VALUE)))
                .register(registry);
    }

    /** Micrometer rounds amounts up to whole numbers before it counts them: there, 0.25 is above 0.25. */
    @Test
    void fractionsAreCountedExactlyWhereMicrometerRoundsThem() {
        DistributionSummary.builder("ratio")
                .serviceLevelObjectives(0.25)
                .register(ours)
                .record(0.25);
        assertThat(ours.scrape()).contains("ratio_bucket{le=\"0.25\"} 1\n");
    }

    static Stream<Set<String>> names() {
        return Stream.of(
                Set.of("a_counter"),
                Set.of("a_timer_seconds"),
                Set.of("a_timer_seconds_max", "build"),
                Set.of("build_info"),
                Set.of("nothing"),
                Set.of("ends", "ends_total", "foreign"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void namedFamilies(Set<String> names) {
        both(SameAsMicrometerTest::useEveryKind);
        assertThat(lines(ours.scrape(TEXT, names))).isEqualTo(lines(theirs.scrape(TEXT, names)));
    }
}
