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

    private final Meters meters = Meters.in("shop");
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
        Meters filtered = Meters.in("${namespace}").filteredBy(Map.of("table", "$table"));
        assertThat(filtered.series(CdcCatalog.LAG).selector())
                .isEqualTo("${namespace}_cdc_lag_seconds{table=~\"$table\"}");
        assertThat(filtered.series(BufferCatalog.DEPTH).selector()).isEqualTo("${namespace}_buffer_depth");
    }
}
