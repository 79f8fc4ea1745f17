package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.store.LatestSample;
import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.SeriesType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A type is told only where it is true. */
class LatestExpositionTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_000L);

    private final List<LatestSample> samples = new ArrayList<>();

    private void add(String runtime, String name, SeriesType type, double value, Instant time, String... labels) {
        Map<String, String> all = labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
        samples.add(new LatestSample(
                UUID.randomUUID(),
                "pool",
                runtime,
                MetricSeries.of(name, type, all, null, "Help \\ of\n" + name),
                time,
                value));
    }

    private void add(String name, SeriesType type, double value, String... labels) {
        add("r", name, type, value, NOW, labels);
    }

    /** Without help, which is the same for all, and labels that are those of all. */
    private String text() {
        return LatestExposition.of(samples)
                .replaceAll("# HELP .*\n", "")
                .replace("component_type=\"pool\",", "")
                .replace(",runtime=\"r\"", "")
                .replace("{runtime=\"r\"}", "")
                .replace(" 1790000000000", "");
    }

    @Test
    void countersAndGaugesAreTold() {
        add("orders_total", SeriesType.COUNTER, 7);
        add("depth", SeriesType.GAUGE, Double.NEGATIVE_INFINITY, "q", "a\"b\\c\nd é");
        add("speed", SeriesType.SUMMARY, Double.NaN);

        assertThat(text()).isEqualTo("""
                        # TYPE depth gauge
                        depth{q="a\\"b\\\\c\\nd é"} -Inf
                        # TYPE orders_total counter
                        orders_total 7.0
                        # TYPE speed untyped
                        speed NaN
                        """);
        assertThat(LatestExposition.of(samples)).contains("# HELP depth Help \\\\ of\\ndepth\n");
    }

    @Test
    void componentsAreToldApartWithinOneFamily() {
        add("one", "orders_total", SeriesType.COUNTER, 1, NOW, "runtime", "mine");
        add("two", "orders_total", SeriesType.COUNTER, 2, NOW);

        assertThat(LatestExposition.of(samples))
                .containsOnlyOnce("# TYPE orders_total counter")
                .contains(
                        "orders_total{component_type=\"pool\",exported_runtime=\"mine\",runtime=\"one\"} 1.0",
                        "orders_total{component_type=\"pool\",runtime=\"two\"} 2.0");
    }

    @Test
    void countAndSumOfADistributionAreASummary() {
        add("time_seconds_count", SeriesType.COUNTER, 3);
        add("time_seconds_sum", SeriesType.COUNTER, 1.5);
        add("time_seconds_max", SeriesType.GAUGE, 1);

        assertThat(text()).isEqualTo("""
                        # TYPE time_seconds summary
                        time_seconds_count 3.0
                        time_seconds_sum 1.5
                        # TYPE time_seconds_max gauge
                        time_seconds_max 1.0
                        """);
    }

    @Test
    void aCountAloneIsACounter() {
        add("time_seconds_count", SeriesType.COUNTER, 3);

        assertThat(text()).isEqualTo("# TYPE time_seconds_count counter\ntime_seconds_count 3.0\n");
    }

    private void addHistogram(double infinite, Instant time) {
        add("r", "t_bucket", SeriesType.HISTOGRAM, 1, NOW, "le", "0.5");
        add("r", "t_bucket", SeriesType.HISTOGRAM, 2, time, "le", "10");
        add("r", "t_bucket", SeriesType.HISTOGRAM, infinite, NOW, "le", "+Inf");
        add("t_count", SeriesType.HISTOGRAM, 3);
        add("t_sum", SeriesType.HISTOGRAM, 20);
    }

    @Test
    void bucketsThatWereStoredAreAHistogram() {
        addHistogram(3, NOW);

        assertThat(text()).isEqualTo("""
                        # TYPE t histogram
                        t_bucket{le="0.5"} 1.0
                        t_bucket{le="10"} 2.0
                        t_bucket{le="+Inf"} 3.0
                        t_count 3.0
                        t_sum 20.0
                        """);
    }

    @Test
    void bucketsThatDoNotAddUpAreNoHistogram() {
        addHistogram(4, NOW);
        assertThat(text())
                .contains("# TYPE t_bucket untyped", "# TYPE t_count untyped")
                .doesNotContain("TYPE t histogram");

        samples.clear();
        addHistogram(3, NOW.minusSeconds(10));
        assertThat(text()).contains("# TYPE t_bucket untyped");

        samples.clear();
        addHistogram(3, NOW);
        add("t", SeriesType.GAUGE, 1);
        assertThat(text()).contains("# TYPE t gauge", "# TYPE t_bucket untyped");
    }

    @Test
    void seriesThatBecomeOneAreShownOnce() {
        add("r", "a.b", SeriesType.GAUGE, 1, NOW.minusSeconds(1));
        add("r", "a_b", SeriesType.COUNTER, 2, NOW);

        assertThat(text()).isEqualTo("# TYPE a_b counter\na_b 2.0\n");
    }

    @Test
    void aNameOfTwoTypesIsUntyped() {
        add("one", "a", SeriesType.GAUGE, 1, NOW);
        add("two", "a", SeriesType.COUNTER, 2, NOW);

        assertThat(text()).contains("# TYPE a untyped").doesNotContain("gauge", "counter");
    }
}
