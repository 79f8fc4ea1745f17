package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How timers and summaries are exposed: native and classic buckets, quantiles, maxima, and what comes after a removal. */
class DistributionsTest {

    // Numbers of fields in Prometheus' metrics.proto.
    private static final int SUMMARY = 4;
    private static final int HISTOGRAM = 7;
    private static final int COUNT = 1;
    private static final int SUM = 2;
    private static final int CLASSIC_BUCKETS = 3;
    private static final int SCHEMA = 5;
    private static final int ZERO_THRESHOLD = 6;
    private static final int ZERO_COUNT = 7;
    private static final int POSITIVE_SPANS = 12;
    private static final int POSITIVE_DELTAS = 13;

    private final MockClock clock = new MockClock();
    private final VenturiPrometheusRegistry registry =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);

    private ProtobufMessage histogram(String family) {
        List<ProtobufMessage> metrics = Scrapes.protobuf(registry, family);
        assertThat(metrics).hasSize(1);
        return metrics.get(0).message(HISTOGRAM);
    }

    /** Counts by index, from spans of indexes and differences of counts. */
    private static Map<Integer, Long> nativeBuckets(ProtobufMessage histogram) {
        Map<Integer, Long> counts = new TreeMap<>();
        List<Long> deltas = histogram.allSigned(POSITIVE_DELTAS);
        int index = 0;
        int at = 0;
        long count = 0;
        for (ProtobufMessage span : histogram.messages(POSITIVE_SPANS)) {
            index += (int) span.signed(1);
            for (long i = 0; i < span.number(2); i++) {
                count += deltas.get(at++);
                counts.put(index++, count);
            }
        }
        assertThat(at).isEqualTo(deltas.size());
        return counts;
    }

    @Test
    void everyTimerIsANativeHistogram() {
        Timer timer = Timer.builder("t").register(registry);
        timer.record(Duration.ZERO);
        timer.record(Duration.ofSeconds(1));
        timer.record(Duration.ofSeconds(1));
        timer.record(Duration.ofMillis(1500));
        timer.record(Duration.ofSeconds(1000));
        ProtobufMessage histogram = histogram("t_seconds");
        assertThat(histogram.signed(SCHEMA)).isEqualTo(3);
        assertThat(histogram.number(COUNT)).isEqualTo(5);
        assertThat(histogram.real(SUM)).isEqualTo(1003.5);
        assertThat(histogram.real(ZERO_THRESHOLD)).isPositive().isLessThan(1e-9);
        assertThat(histogram.number(ZERO_COUNT)).isEqualTo(1);
        assertThat(histogram.messages(CLASSIC_BUCKETS)).isEmpty();
        Map<Integer, Long> buckets = nativeBuckets(histogram);
        assertThat(buckets.values()).containsExactly(2L, 1L, 1L);
        double[] expected = {1, 1.5, 1000};
        int i = 0;
        for (int index : buckets.keySet()) {
            // A bucket's upper bound, with a bucket and a cell around the value.
            assertThat(Math.pow(2, index / 8.0) / expected[i++]).isBetween(0.96, 1.16);
        }
    }

    @Test
    void classicBucketsAreThereWhereAskedFor() {
        Timer timer = Timer.builder("t")
                .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofMillis(100))
                .register(registry);
        timer.record(Duration.ofMillis(10));
        timer.record(Duration.ofMillis(11));
        timer.record(Duration.ofMillis(500));
        ProtobufMessage histogram = histogram("t_seconds");
        assertThat(histogram.messages(CLASSIC_BUCKETS))
                .extracting(bucket -> bucket.real(2) + " " + bucket.number(1))
                .containsExactly("0.01 1", "0.1 2", "Infinity 3");
        assertThat(nativeBuckets(histogram).values()).containsExactly(2L, 1L);
        assertThat(Scrapes.samples(registry))
                .containsExactly(
                        "t_seconds_bucket{le=\"+Inf\"} 3",
                        "t_seconds_bucket{le=\"0.01\"} 1",
                        "t_seconds_bucket{le=\"0.1\"} 2",
                        "t_seconds_count 3",
                        "t_seconds_max 0.5",
                        "t_seconds_sum 0.521");
    }

    @Test
    void anEmptyNativeHistogramCanBeToldFromAClassicOne() {
        Timer.builder("t").register(registry);
        ProtobufMessage histogram = histogram("t_seconds");
        assertThat(histogram.number(COUNT)).isZero();
        // Prometheus takes a histogram for native by its schema, zero threshold or spans.
        assertThat(histogram.has(SCHEMA)).isTrue();
        assertThat(histogram.real(ZERO_THRESHOLD) > 0 || histogram.has(POSITIVE_SPANS))
                .isTrue();
    }

    @Test
    void resolutionIsAsConfigured() {
        VenturiPrometheusRegistry coarse = VenturiPrometheusRegistry.builder(PrometheusConfig.DEFAULT)
                .nativeHistograms(0, 4)
                .significantDigits(2)
                .build();
        DistributionSummary summary = coarse.summary("s");
        for (int i = 0; i < 10; i++) {
            summary.record(Math.pow(2, i));
        }
        ProtobufMessage histogram = Scrapes.protobuf(coarse, "s").get(0).message(HISTOGRAM);
        assertThat(histogram.signed(SCHEMA)).isEqualTo(-2);
        assertThat(nativeBuckets(histogram).values().stream().mapToLong(count -> count))
                .hasSizeLessThanOrEqualTo(4);
        assertThat(nativeBuckets(histogram).values().stream()
                        .mapToLong(count -> count)
                        .sum())
                .isEqualTo(10);
    }

    @Test
    void publishedPercentilesAreOfTheLastWhileAndMakeASummary() {
        Timer timer = Timer.builder("t")
                .publishPercentiles(0.5, 0.99)
                .distributionStatisticExpiry(Duration.ofMinutes(2))
                .distributionStatisticBufferLength(2)
                .register(registry);
        for (int i = 1; i <= 100; i++) {
            timer.record(Duration.ofMillis(i));
        }
        assertThat(quantile("0.5")).isCloseTo(0.050, within(0.050 / 32));
        assertThat(quantile("0.99")).isCloseTo(0.099, within(0.099 / 32));
        ProtobufMessage summary = Scrapes.protobuf(registry, "t_seconds").get(0).message(SUMMARY);
        assertThat(summary.number(1)).isEqualTo(100);
        assertThat(summary.messages(3)).hasSize(2);

        clock.add(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            timer.record(Duration.ofSeconds(10));
        }
        assertThat(quantile("0.5")).isCloseTo(0.051, within(0.051 / 16));
        // Two minutes after the first reading, what that one had is no longer counted.
        clock.add(Duration.ofMinutes(1));
        assertThat(quantile("0.5")).isCloseTo(10, within(10.0 / 32));
        clock.add(Duration.ofMinutes(5));
        assertThat(quantile("0.5")).isZero();
        assertThat(Scrapes.samples(registry)).contains("t_seconds_count 103");
    }

    private double quantile(String quantile) {
        return value("t_seconds{quantile=\"" + quantile + "\"}");
    }

    private double value(String series) {
        return Scrapes.samples(registry).stream()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theGreatestValueIsOfTheLastWhile() {
        Timer timer = Timer.builder("t")
                .distributionStatisticExpiry(Duration.ofMinutes(2))
                .register(registry);
        timer.record(Duration.ofSeconds(7));
        assertThat(value("t_seconds_max")).isEqualTo(7);
        clock.add(Duration.ofSeconds(59));
        timer.record(Duration.ofSeconds(3));
        assertThat(value("t_seconds_max")).isEqualTo(7);
        clock.add(Duration.ofSeconds(31));
        timer.record(Duration.ofSeconds(2));
        assertThat(value("t_seconds_max")).isEqualTo(7);
        clock.add(Duration.ofSeconds(60));
        assertThat(value("t_seconds_max")).isEqualTo(2);
        clock.add(Duration.ofMinutes(3));
        assertThat(value("t_seconds_max")).isZero();
    }

    @Test
    void aFunctionTimerHasNoBucketsAndNoMaximum() {
        FunctionTimer.builder("t", 3, Integer::longValue, Integer::doubleValue, TimeUnit.SECONDS)
                .register(registry);
        assertThat(Scrapes.samples(registry)).containsExactly("t_seconds_count 3", "t_seconds_sum 3.0");
        assertThat(Scrapes.protobuf(registry, "t_seconds").get(0).has(SUMMARY)).isTrue();
        assertThat(Scrapes.protobuf(registry)).hasSize(1);
    }

    @Test
    void seriesWithBucketsMakeTheFamilyAHistogramUntilItsLastSeriesIsGone() {
        Timer plain = Timer.builder("t").tag("k", "plain").register(registry);
        assertThat(Scrapes.lines(registry, Scrapes.TEXT)).contains("# TYPE t_seconds summary");
        Timer bucketed = Timer.builder("t")
                .tag("k", "bucketed")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry);
        assertThat(Scrapes.lines(registry, Scrapes.TEXT))
                .contains("# TYPE t_seconds histogram", "t_seconds_bucket{k=\"plain\",le=\"+Inf\"} 0");
        registry.remove(bucketed);
        assertThat(Scrapes.lines(registry, Scrapes.TEXT))
                .contains("# TYPE t_seconds histogram")
                .noneMatch(line -> line.contains("bucketed"));
        registry.remove(plain);
        for (String contentType : Scrapes.ALL) {
            assertThat(registry.scrape(contentType)).doesNotContain("t_seconds");
        }
        Timer.builder("t").register(registry);
        assertThat(Scrapes.lines(registry, Scrapes.TEXT)).contains("# TYPE t_seconds summary", "t_seconds_count 0");
    }

    @Test
    void aMeterThatComesBackStartsAgain() {
        for (int round = 0; round < 3; round++) {
            DistributionSummary summary = registry.summary("s", "k", "v");
            summary.record(4);
            assertThat(Scrapes.samples(registry))
                    .containsExactly("s_count{k=\"v\"} 1", "s_max{k=\"v\"} 4.0", "s_sum{k=\"v\"} 4.0");
            assertThat(Scrapes.protobuf(registry, "s")).hasSize(1);
            registry.remove(summary);
            assertThat(Scrapes.samples(registry)).isEmpty();
            assertThat(Scrapes.protobuf(registry)).isEmpty();
        }
    }
}
