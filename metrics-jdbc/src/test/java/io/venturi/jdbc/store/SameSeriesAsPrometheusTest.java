package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same recordings, sampled here and scraped there: the same names, labels and values. */
class SameSeriesAsPrometheusTest {

    private final Published published = new Published();
    private final PostgresMeterRegistry registry = published.registry();

    @AfterEach
    void close() {
        registry.close();
    }

    static Stream<PrometheusMeterRegistry> prometheus() {
        return Stream.of(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("prometheus")
    void namesLabelsAndValues(PrometheusMeterRegistry prometheus) {
        record(registry);
        record(prometheus);
        // Greatest values are kept with each step's distribution.
        assertThat(published.step(registry).values()).isEqualTo(scraped(prometheus));
        prometheus.close();
    }

    private static void record(MeterRegistry to) {
        to.config().commonTags("app.name", "demo");
        to.counter("events", "source.table", "public.orders").increment(3);
        to.counter("events", "source.table", "a\"b\\c\nd").increment();
        to.counter("already.total").increment();
        Counter.builder("sent").baseUnit("bytes").register(to).increment(0.5);
        FunctionCounter.builder("tracked", 7, Integer::doubleValue).register(to);
        Gauge.builder("depth", 7, Integer::doubleValue).register(to);
        Gauge.builder("unknown", () -> Double.NaN).register(to);
        Gauge.builder("unlimited", () -> Double.POSITIVE_INFINITY).register(to);
        Gauge.builder("build.info", () -> 17).tag("version", "1").register(to);
        TimeGauge.builder("age", () -> 1_500, TimeUnit.MILLISECONDS).register(to);
        Timer timer = to.timer("work", "queue", "q");
        timer.record(Duration.ofMillis(1_500));
        timer.record(Duration.ofNanos(123_456_789));
        to.timer("idle");
        DistributionSummary.builder("batch").baseUnit("rows").register(to).record(2.5);
        FunctionTimer.builder("calls", 7, Integer::longValue, i -> 3_500, TimeUnit.MILLISECONDS)
                .register(to);
        Meter.builder("own", Meter.Type.OTHER, measurements()).tag("t", "v").register(to);
    }

    private static List<Measurement> measurements() {
        return Arrays.stream(Statistic.values())
                // One name for both.
                .filter(statistic -> statistic != Statistic.UNKNOWN && statistic != Statistic.TOTAL_TIME)
                .map(statistic -> new Measurement(() -> 1.0 + statistic.ordinal(), statistic))
                .toList();
    }

    private static Map<String, Double> scraped(PrometheusMeterRegistry prometheus) {
        Map<String, Double> values = new TreeMap<>();
        prometheus
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.matches("(work|idle|batch)[a-z_]*_max[ {].*"))
                .forEach(line -> {
                    int end = line.lastIndexOf(' ');
                    String series = line.substring(0, end)
                            .replace("\\n", "\n")
                            .replace("\\\"", "\"")
                            .replace("\\\\", "\\");
                    values.put(series, value(line.substring(end + 1)));
                });
        return values;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    @Test
    void unitsAndHelpAreTold() {
        Counter.builder("sent").baseUnit("bytes").description("What was sent.").register(registry);
        Timer.builder("work").description("How long it took.").register(registry);
        LongTaskTimer.builder("job").register(registry).start();
        List<MetricSeries> series = published.step(registry).samples().stream()
                .map(Sample::series)
                .sorted(Comparator.comparing(MetricSeries::name))
                .toList();
        assertThat(series)
                .extracting(MetricSeries::name, MetricSeries::type, MetricSeries::unit, MetricSeries::help)
                .containsExactly(
                        tuple("job_seconds_active_count", SeriesType.GAUGE, null, null),
                        tuple("job_seconds_duration_sum", SeriesType.GAUGE, "seconds", null),
                        tuple("job_seconds_max", SeriesType.GAUGE, "seconds", null),
                        tuple("sent_bytes_total", SeriesType.COUNTER, "bytes", "What was sent."),
                        tuple("work_seconds_count", SeriesType.COUNTER, null, "How long it took."),
                        tuple("work_seconds_sum", SeriesType.COUNTER, "seconds", "How long it took."));
    }

    @Test
    void tagsKeepTheirValues() {
        registry.counter("c", Tags.of("Some-Key", "ä/\u0001 ")).increment();
        assertThat(published.step(registry).values()).containsOnlyKeys("c_total{Some_Key=\"ä/\u0001 \"}");
    }
}
