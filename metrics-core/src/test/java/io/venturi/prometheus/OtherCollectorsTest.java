package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Collectors that the host registered itself under names of meters: whatever they have, a scrape is served. */
class OtherCollectorsTest {

    private static final Labels THEIRS = Labels.of("by", "collector");

    private final PrometheusRegistry collectors = new PrometheusRegistry();
    private final VenturiPrometheusRegistry registry =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, collectors, new MockClock());
    private final LoggedWarnings warnings = new LoggedWarnings();

    @BeforeEach
    void thereIsMore() {
        registry.counter("bystander").increment();
        Gauge.builder()
                .name("foreign")
                .help("Help.")
                .withoutExemplars()
                .register(collectors)
                .set(7);
    }

    @AfterEach
    void close() {
        warnings.close();
    }

    private void register(MetricSnapshot snapshot) {
        Collector collector = () -> snapshot;
        collectors.register(collector);
    }

    private static MetricSnapshot gauge(String name) {
        return GaugeSnapshot.builder()
                .name(name)
                .dataPoint(new GaugeDataPointSnapshot(1, THEIRS, null))
                .build();
    }

    private static MetricSnapshot counter(String name, Labels labels) {
        return CounterSnapshot.builder()
                .name(name)
                .dataPoint(new CounterDataPointSnapshot(5, labels, null, 0))
                .build();
    }

    /** What is in the formats of text, each of which has one type a name; what is in protobuf must not throw. */
    private void assertServed(String... samples) {
        for (String contentType : List.of(Scrapes.TEXT, Scrapes.OPENMETRICS)) {
            List<String> lines = Scrapes.lines(registry, contentType);
            assertThat(lines).contains(samples).contains("bystander_total 1.0", "foreign 7.0");
            assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")).map(line -> withoutLast(line)))
                    .doesNotHaveDuplicates();
            assertThat(lines.stream().filter(line -> !line.startsWith("#")).map(line -> withoutLast(line)))
                    .doesNotHaveDuplicates();
        }
        assertThat(Scrapes.protobuf(registry).stream().map(family -> family.text(1)))
                .contains("bystander_total", "foreign")
                .doesNotHaveDuplicates();
    }

    /** The name before a type, or the series before a value. */
    private static String withoutLast(String line) {
        return line.substring(0, line.lastIndexOf(' '));
    }

    static List<MetricSnapshot> otherTypes() {
        return List.of(
                gauge("a"),
                new InfoSnapshot(counter("a", THEIRS).getMetadata(), List.of(new InfoDataPointSnapshot(THEIRS))),
                gauge("a_total"),
                HistogramSnapshot.builder()
                        .name("a")
                        .dataPoint(new HistogramDataPointSnapshot(
                                ClassicHistogramBuckets.of(new double[] {Double.POSITIVE_INFINITY}, new long[] {1}),
                                1,
                                THEIRS,
                                Exemplars.EMPTY,
                                0))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void anotherTypeUnderAMetersNameIsLeftOut(MetricSnapshot theirs) {
        registry.counter("a", "t", "1").increment(3);
        register(theirs);
        assertServed("a_total{t=\"1\"} 3.0");
        assertThat(registry.scrape()).doesNotContain("collector");
        assertThat(Scrapes.protobuf(registry, "a_total")).hasSize(1);
        assertThat(registry.scrape(Scrapes.TEXT, Set.of("a"))).contains("a_total{t=\"1\"} 3.0\n");
    }

    @Test
    void theWarningNamesBothTypesAndComesOnce() {
        registry.counter("a").increment();
        register(gauge("a"));
        for (String contentType : Scrapes.ALL) {
            registry.scrape(contentType);
            registry.scrape(contentType);
        }
        assertThat(warnings.messages()).hasSize(1).first().asString().contains("'a'", "gauge", "counter", "rename");
    }

    @Test
    void theyAreServedWhenTheMeterIsGone() {
        registry.counter("a").increment();
        register(gauge("a"));
        assertServed("a_total 1.0");
        registry.remove(registry.get("a").meter());
        assertServed("a{by=\"collector\"} 1.0");
    }

    @Test
    void theSameTypeJoinsWhateverItsUnit() {
        registry.timer("a").record(Duration.ofSeconds(2));
        register(SummarySnapshot.builder()
                .name("a_seconds")
                .unit(Unit.SECONDS)
                .dataPoint(SummaryDataPointSnapshot.builder()
                        .labels(THEIRS)
                        .count(4)
                        .sum(8)
                        .build())
                .build());
        assertServed("a_seconds_count 1", "a_seconds_count{by=\"collector\"} 4", "a_seconds_max 2.0");
        assertThat(Scrapes.protobuf(registry, "a_seconds")).hasSize(2);
        assertThat(warnings.messages()).isEmpty();
    }

    @Test
    void aTimerWithoutBucketsIsTheHistogramThatOthersHave() {
        registry.timer("a").record(Duration.ofSeconds(2));
        register(HistogramSnapshot.builder()
                .name("a_seconds")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(THEIRS)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(
                                new double[] {1, Double.POSITIVE_INFINITY}, new long[] {3, 1}))
                        .build())
                .build());
        assertServed("a_seconds_bucket{le=\"+Inf\"} 1", "a_seconds_bucket{by=\"collector\",le=\"1.0\"} 3");
        assertThat(Scrapes.protobuf(registry, "a_seconds")).hasSize(2);
        assertThat(warnings.messages()).isEmpty();
    }

    @Test
    void aTimerWithBucketsStaysAHistogram() {
        Timer.builder("a")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofSeconds(2));
        register(SummarySnapshot.builder()
                .name("a_seconds")
                .dataPoint(SummaryDataPointSnapshot.builder()
                        .labels(THEIRS)
                        .count(4)
                        .sum(8)
                        .build())
                .build());
        assertServed("a_seconds_bucket{le=\"1.0\"} 0");
        assertThat(Scrapes.protobuf(registry, "a_seconds")).hasSize(1);
        assertThat(warnings.messages())
                .hasSize(1)
                .first()
                .asString()
                .contains("'a_seconds'", "summary", "histogram", "rename");
    }

    @Test
    void ofEqualLabelsTheMetersStay() {
        registry.counter("a", "by", "collector").increment(3);
        register(counter("a", THEIRS));
        register(counter("a", Labels.of("by", "another")));
        assertServed("a_total{by=\"collector\"} 3.0", "a_total{by=\"another\"} 5.0");
        assertThat(Scrapes.protobuf(registry, "a_total")).hasSize(2);
        assertThat(warnings.messages()).hasSize(1).first().asString().contains("'a'", "labels");
    }

    @Test
    void collectorsThatDoNotFitToEachOtherCostTheirNameOnly() {
        register(gauge("b"));
        register(counter("b", THEIRS));
        register(gauge("c"));
        register(counter("d", THEIRS));
        assertServed("c{by=\"collector\"} 1.0", "d_total{by=\"collector\"} 5.0");
        assertThat(registry.scrape(Scrapes.TEXT, Set.of("b", "c"))).doesNotContain("d_total");
        assertThat(warnings.messages()).hasSize(1).first().asString().contains("'b'", "Gauge", "Counter");
    }

    @Test
    void metersThatMicrometerExposesCostTheirNameOnly() {
        LongTaskTimer.builder("a").register(registry).start();
        LongTaskTimer.builder("b").register(registry).start();
        register(counter("a_seconds", THEIRS));
        assertServed("b_seconds_count 1");
    }

    @Test
    void aCollectorMayHaveNothing() {
        Collector empty = new Collector() {
            @Override
            @SuppressWarnings("NullAway") // as some do
            public MetricSnapshot collect() {
                return null;
            }
        };
        collectors.register(empty);
        assertServed("bystander_total 1.0");
    }
}
