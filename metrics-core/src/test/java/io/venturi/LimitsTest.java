package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No label grows without bound, whatever the host is fed. */
class LimitsTest {

    private final Fixture fixture = new Fixture();

    @Test
    void tenThousandTablesGiveTheLimitAndOneMoreAndTheRestIsCounted() {
        CdcMeters cdc = fixture.metrics.cdc("db");
        for (int i = 0; i < 10_000; i++) {
            cdc.table("public.t" + i).processed(Operation.INSERT, START);
        }

        Scraped scraped = fixture.scrape();
        assertThat(tables(scraped)).hasSize(501).contains("_other");
        assertThat(scraped.value("pipeline_cdc_events_total", "table", "_other", "operation", "INSERT"))
                .isEqualTo(9_500);
        assertThat(scraped.sum("pipeline_cdc_events_total")).isEqualTo(10_000);
        assertThat(scraped.value("pipeline_meters_overflow_total", "meter", "cdc.table"))
                .isEqualTo(9_500);
    }

    @Test
    void eachSourceHasALimitOfItsOwn() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("small")
                .maxLabelValues(2)
                .build();
        for (String source : List.of("a", "b", "c", "d")) {
            for (String table : List.of("t1", "t2", "t3")) {
                metrics.cdc(source).table(table).processed(Operation.INSERT, START);
            }
        }

        Scraped scraped = fixture.scrape();
        Set<String> series = scraped.samples("small_cdc_lag_seconds").stream()
                .map(sample ->
                        sample.labels().get("source") + "/" + sample.labels().get("table"))
                .collect(Collectors.toSet());
        assertThat(series)
                .containsExactlyInAnyOrder(
                        "a/t1",
                        "a/t2",
                        "a/_other",
                        "b/t1",
                        "b/t2",
                        "b/_other",
                        "_other/t1",
                        "_other/t2",
                        "_other/_other");
        assertThat(scraped.sum("small_cdc_events_total")).isEqualTo(12);
    }

    @Test
    void anAllowListKeepsOutTheRest() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("listed")
                .allow(OpenLabel.TABLE, List.of("public.orders"))
                .build();
        metrics.cdc("db").table("public.secret").processed(Operation.INSERT, START);
        metrics.cdc("db").table("public.orders").processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.samples("listed_cdc_lag_seconds"))
                .extracting(sample -> sample.labels().get("table"))
                .containsExactlyInAnyOrder("public.orders", "_other");
        assertThat(scraped.value("listed_meters_overflow_total", "meter", "cdc.table"))
                .isEqualTo(1);
    }

    @Test
    void aLabelMayHaveALimitOfItsOwn() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("own")
                .maxLabelValues(OpenLabel.ENDPOINT, 1)
                .build();
        for (int i = 0; i < 5; i++) {
            metrics.api().endpoint("/" + i).record("GET", 200, 1);
            metrics.iceberg("db").table("t" + i).attempts(1);
        }
        assertThat(fixture.scrape().samples("own_api_requests_total")).hasSize(2);
        assertThat(fixture.scrape().samples("own_iceberg_commits_total")).hasSize(5);
    }

    @Test
    void missingAndOverlongNamesAreCountedAndHarmless() {
        CdcMeters cdc = fixture.metrics.cdc("db");
        cdc.table("").processed(Operation.INSERT, START);
        cdc.table("x".repeat(257)).processed(Operation.INSERT, START);
        cdc.table("\"quoted\"\nand\\odd \uD83D\uDE00").processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "missing_value"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "too_long"))
                .isEqualTo(1);
        assertThat(tables(scraped)).hasSize(2).contains("_other");
    }

    @Test
    void theSameNameGivesTheSameHandle() {
        CdcMeters cdc = fixture.metrics.cdc("db");
        assertThat(fixture.metrics.cdc("db")).isSameAs(cdc);
        assertThat(cdc.table("t")).isSameAs(cdc.table("t"));
        assertThat(fixture.metrics.buffer("db")).isSameAs(fixture.metrics.buffer("db"));
        assertThat(fixture.metrics.iceberg("db").table("t"))
                .isSameAs(fixture.metrics.iceberg("db").table("t"));
        assertThat(fixture.metrics.api()).isSameAs(fixture.metrics.api());
        assertThat(fixture.metrics.api().endpoint("/x").method("GET"))
                .isSameAs(fixture.metrics.api().endpoint("/x").method("GET"));
    }

    @Test
    void methodsAndStatusesThatNobodyKnowsShareOneSeries() {
        ApiEndpointMeters endpoint = fixture.metrics.api().endpoint("/x");
        IntStream.range(0, 100).forEach(i -> endpoint.record("BREW" + i, 200, 1));
        IntStream.of(-1, 0, 99, 600, Integer.MAX_VALUE, Integer.MIN_VALUE)
                .forEach(status -> endpoint.record("get", status, 1));

        Scraped scraped = fixture.scrape();
        assertThat(scraped.samples("pipeline_api_requests_total")).hasSize(2);
        assertThat(scraped.value("pipeline_api_requests_total", "method", "OTHER", "status", "200"))
                .isEqualTo(100);
        assertThat(scraped.value("pipeline_api_requests_total", "method", "OTHER", "status", "UNKNOWN"))
                .isEqualTo(6);
    }

    @Test
    void aClosedEndpointIsNotOpenAndComesBackWhenAskedFor() {
        ApiMeters api = fixture.metrics.api();
        ApiEndpointMeters closed = api.endpoint("/x");
        assertThat(closed.isOpen()).isTrue();
        closed.close();
        assertThat(closed.isOpen()).isFalse();
        assertThat(api.endpoint("/x").isOpen()).isTrue();
        api.close();
        assertThat(api.endpoint("/x").isOpen()).isFalse();
    }

    @Test
    void aHandleGivesItsPlaceBackWhenItIsClosed() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("churn")
                .maxLabelValues(1)
                .build();
        for (int i = 0; i < 5; i++) {
            try (CdcTableMeters table = metrics.cdc("db").table("t" + i)) {
                assertThat(table.name()).isEqualTo("t" + i);
            }
        }
        assertThat(fixture.scrape().has("churn_meters_overflow_total", "meter", "cdc.table"))
                .isTrue();
        assertThat(fixture.scrape().value("churn_meters_overflow_total", "meter", "cdc.table"))
                .isZero();
        assertThat(fixture.scrape().samples("churn_cdc_lag_seconds")).isEmpty();
    }

    private static Set<String> tables(Scraped scraped) {
        return scraped.samples("pipeline_cdc_lag_seconds").stream()
                .map(sample -> sample.labels().get("table"))
                .collect(Collectors.toSet());
    }
}
