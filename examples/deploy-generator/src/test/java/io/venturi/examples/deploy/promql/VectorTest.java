package io.venturi.examples.deploy.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.catalog.ApiCatalog;
import io.venturi.catalog.BufferCatalog;
import io.venturi.catalog.CdcCatalog;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written is what was meant; what cannot match is refused. */
class VectorTest {

    private final Meters meters = Meters.in("shop", "job", "instance");
    private final Series events = meters.series(CdcCatalog.EVENTS);
    private final Vector depth = meters.series(BufferCatalog.DEPTH).now();
    private final Vector capacity = meters.series(BufferCatalog.CAPACITY).now();

    @Test
    void namesAndMatchersComeFromTheCatalogue() {
        assertThat(events.where("operation", "INSERT")
                        .matching("table", "public\\..+")
                        .selector())
                .isEqualTo("shop_cdc_events_total{operation=\"INSERT\",table=~\"public\\\\..+\"}");
    }

    @Test
    void operatorsThatBindMoreLooselyGetParentheses() {
        assertThat(depth.plus(capacity).dividedBy(capacity).text())
                .isEqualTo("(shop_buffer_depth + shop_buffer_capacity) / shop_buffer_capacity");
        assertThat(depth.dividedBy(capacity.dividedBy(depth)).text())
                .isEqualTo("shop_buffer_depth / (shop_buffer_capacity / shop_buffer_depth)");
        assertThat(depth.minus(capacity).age().text()).isEqualTo("time() - (shop_buffer_depth - shop_buffer_capacity)");
        assertThat(depth.or(capacity).and(depth).text())
                .isEqualTo("(shop_buffer_depth or shop_buffer_capacity) and shop_buffer_depth");
        assertThat(depth.above("1").and(capacity.below("2")).text())
                .isEqualTo("shop_buffer_depth > 1 and shop_buffer_capacity < 2");
    }

    @Test
    void whatIsUnknownDiffersFromItself() {
        assertThat(depth.unknown().text()).isEqualTo("shop_buffer_depth != shop_buffer_depth");
    }

    @Test
    void setsAreMatchedOnTheLabelsThatBothHave() {
        Vector bySource = depth.sumBy("job", "source");
        assertThat(events.now().sumBy("job", "source", "table").unless(bySource).text())
                .isEqualTo("sum by (job, source, table) (shop_cdc_events_total) unless on (job, source)"
                        + " sum by (job, source) (shop_buffer_depth)");
    }

    @Test
    void eachElementMeetsTheOneOfItsOwn() {
        Vector started = meters.series(JvmMeter.START_TIME).now().maxBy("job", "instance");
        assertThat(depth.sumBy("job", "instance", "source").timesItsOwn(started).text())
                .isEqualTo("sum by (job, instance, source) (shop_buffer_depth) * on (instance, job) group_left ()"
                        + " max by (job, instance) (process_start_time_seconds)");
        Vector fewer = meters.series(BufferCatalog.DEPTH).samplesIn("5m").belowItsOwn(started);
        assertThat(fewer.text())
                .isEqualTo("count_over_time(shop_buffer_depth[5m]) < on (instance, job) group_left ()"
                        + " max by (job, instance) (process_start_time_seconds)");
        assertThat(fewer.labels()).containsExactlyInAnyOrder("job", "instance", "source");
        assertThat(fewer.meters()).containsExactlyInAnyOrder("buffer.depth", "process_start_time_seconds");
        assertThat(depth.timesItsOwn(capacity).text()).isEqualTo("shop_buffer_depth * shop_buffer_capacity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> started.belowItsOwn(depth))
                .withMessageContaining("nothing would match");
    }

    @Test
    void aggregationsKeepTheLabelsThatTheyAreBy() {
        assertThat(depth.minBy("job").text()).isEqualTo("min by (job) (shop_buffer_depth)");
        assertThat(depth.countBy("source").labels()).containsExactly("source");
        assertThat(depth.sumBy().text()).isEqualTo("sum(shop_buffer_depth)");
        assertThat(depth.sumBy().labels()).isEmpty();
    }

    @Test
    void numbersStandOnTheirSideOfTheOperator() {
        assertThat(depth.plus(capacity).times("60").text())
                .isEqualTo("(shop_buffer_depth + shop_buffer_capacity) * 60");
        assertThat(depth.dividedBy(capacity).subtractedFrom("1").text())
                .isEqualTo("1 - shop_buffer_depth / shop_buffer_capacity");
        assertThat(depth.subtractedFrom("1").above("0.5").text()).isEqualTo("1 - shop_buffer_depth > 0.5");
        assertThat(depth.above("1").times("2").text()).isEqualTo("(shop_buffer_depth > 1) * 2");
        assertThat(depth.atLeast("1").text()).isEqualTo("shop_buffer_depth >= 1");
        assertThat(depth.equalTo("0").maxBy("source").text()).isEqualTo("max by (source) (shop_buffer_depth == 0)");
        assertThat(depth.atLeast(capacity).text()).isEqualTo("shop_buffer_depth >= shop_buffer_capacity");
    }

    @Test
    void whatOnlyTheOtherSideHasIsZero() {
        assertThat(depth.orZeroWhere(capacity).text()).isEqualTo("shop_buffer_depth or shop_buffer_capacity * 0");
    }

    @Test
    void windowsOfSeriesAreRangesAndWindowsOfExpressionsSubqueries() {
        Vector recorded = depth.sumBy("job").recordedAs("job:shop_buffer_depth:sum");
        assertThat(recorded.leastIn("5m").text()).isEqualTo("min_over_time(job:shop_buffer_depth:sum[5m])");
        assertThat(depth.sumBy("job").leastIn("5m").text())
                .isEqualTo("min_over_time((sum by (job) (shop_buffer_depth))[5m:])");
        assertThat(depth.atLeast("0").meanOver("1h").text()).isEqualTo("avg_over_time((shop_buffer_depth >= 0)[1h:])");
        Series series = events.where("table", "a\"b");
        assertThat(series.lastIn("1h").text()).isEqualTo("last_over_time(shop_cdc_events_total{table=\"a\\\"b\"}[1h])");
        assertThat(series.before("1h").text()).isEqualTo("shop_cdc_events_total{table=\"a\\\"b\"} offset 1h");
        assertThat(events.changes("5m").text()).isEqualTo("changes(shop_cdc_events_total[5m])");
        assertThat(events.slope("5m").text()).isEqualTo("deriv(shop_cdc_events_total[5m])");
        assertThat(events.leastIn("5m").text()).isEqualTo("min_over_time(shop_cdc_events_total[5m])");
    }

    @Test
    void whatIsRecordedHasItsLabelsAndAPast() {
        Vector recorded = depth.sumBy("job", "source").recordedAs("job_source:shop_buffer_depth:sum");
        assertThat(recorded.where(Map.of("job", "shop")).text())
                .isEqualTo("job_source:shop_buffer_depth:sum{job=\"shop\"}");
        assertThat(recorded.before("5m").text()).isEqualTo("job_source:shop_buffer_depth:sum offset 5m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> recorded.where(Map.of("job", "shop", "instance", "a")))
                .withMessageContaining("instance");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> depth.sumBy("job").where(Map.of("job", "shop")))
                .withMessageContaining("not recorded");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> depth.sumBy("job").before("5m"))
                .withMessageContaining("worked out anew");
    }

    @Test
    void absenceHasNoLabels() {
        Vector absent = Vector.absent(events.whereNot("operation", "INSERT"));
        assertThat(absent.text()).isEqualTo("absent(shop_cdc_events_total{operation!=\"INSERT\"})");
        assertThat(absent.labels()).isEmpty();
    }

    @Test
    void targetsHaveTheLabelsThatPrometheusGivesThem() {
        Series reached = Meters.in("shop", "zone", "job").reached();
        assertThat(reached.now().text()).isEqualTo("up");
        assertThat(reached.labels()).containsExactly("zone", "job");
        assertThat(meters.series(BufferCatalog.DEPTH).labels()).containsExactly("job", "instance", "source");
    }

    @Test
    void aLabelThatAMeterDoesNotHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.where("endpoint", "/"))
                .withMessageContaining("endpoint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.now().sumBy("endpoint"))
                .withMessageContaining("endpoint");
    }

    @Test
    void operandsThatWouldNotMatchAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.now().dividedBy(depth))
                .withMessageContaining("nothing would match");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.now().or(depth))
                .withMessageContaining("labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.now().sumBy("table").unless(depth.sumBy("source")))
                .withMessageContaining("share no label");
    }

    @Test
    void aHistogramIsAskedForInBothForms() {
        Histogram requests = meters.histogram(ApiCatalog.REQUEST_DURATION);
        assertThat(requests.quantile("0.9", "5m", "endpoint").text())
                .isEqualTo(
                        "histogram_quantile(0.9, sum by (endpoint, le) (rate(shop_api_request_duration_seconds_bucket[5m])))"
                                + " or histogram_quantile(0.9, sum by (endpoint) (rate(shop_api_request_duration_seconds[5m])))");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> requests.ratioAbove("0.3", "5m", "job"))
                .withMessageContaining("no bound");
        assertThatIllegalArgumentException().isThrownBy(() -> meters.histogram(CdcCatalog.LAG));
        assertThatIllegalArgumentException().isThrownBy(() -> meters.series(CdcCatalog.EVENT_LAG));
    }

    @Test
    void filtersApplyToSeriesThatHaveTheLabel() {
        Meters filtered = Meters.in("${namespace}", "job", "instance").filteredBy(Map.of("table", "$table"));
        assertThat(filtered.series(CdcCatalog.LAG).selector())
                .isEqualTo("${namespace}_cdc_lag_seconds{table=~\"$table\"}");
        assertThat(filtered.series(BufferCatalog.DEPTH).selector()).isEqualTo("${namespace}_buffer_depth");
    }
}
