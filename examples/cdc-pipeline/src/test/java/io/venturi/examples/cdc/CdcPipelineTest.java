package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.PipelineState;
import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.StoreCatalog;
import io.venturi.examples.cdc.Figures.Column;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class CdcPipelineTest {
    /** Measurements, which this pipeline does not make. */
    private static final List<MeterSpec> UNUSED = List.of(StoreCatalog.MEASUREMENTS);

    private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(30);

    @Test
    void everyFigureAgreesAfterAllTheFaults() throws Exception {
        try (RunningPipeline running = RunningPipeline.start(300)) {
            running.awaitScrape(
                    "faults of the pipeline",
                    scrape -> scrape.value("buffer_dlq_total") >= 1
                            && count(scrape, "buffer_batches_total", "status", "retry") >= 1
                            && count(scrape, "iceberg_commit_failures_total", "reason", "conflict") >= 1
                            && scrape.value("cdc_events_skipped_total") >= 1);
            Scrape answers = running.awaitScrape(
                    "faults of the API",
                    scrape -> statusSeen(scrape, "404") && statusSeen(scrape, "429") && statusSeen(scrape, "500"));
            assertThat(count(answers, "cdc_pipeline_status", "state", "running"))
                    .isEqualTo(1);

            drain(running);
            Scrape end = running.scrape();
            Reconciliation reconciliation = Reconciliation.of(running.pipeline(), LakeCensus.thorough());

            assertThat(reconciliation.findings()).isEmpty();
            for (ShopTable table : ShopTable.values()) {
                assertThat(reconciliation.facts(table).get(Column.IN_LAKE).orElseThrow())
                        .isGreaterThan(PipelineSettings.SEEDED_ROWS_PER_TABLE / 2);
            }
            assertThat(end.value("cdc_lag_seconds")).isZero();
            assertThat(end.value("cdc_snapshot_tables_remaining")).isZero();
            assertThat(end.value("cdc_snapshot_rows_total"))
                    .isEqualTo(ShopTable.values().length * (double) PipelineSettings.SEEDED_ROWS_PER_TABLE);
            assertComplete(end);
            assertRowsAreCounted(running);
        }
    }

    /** The next run after the workload's end finds what a query finds now. */
    private static void assertRowsAreCounted(RunningPipeline running) throws Exception {
        for (ShopTable table : ShopTable.values()) {
            long rows = running.rows(table);
            running.awaitScrape("%d rows of %s".formatted(rows, table), scrape -> rows(scrape, table) == rows);
        }
    }

    private static double rows(Scrape scrape, ShopTable table) {
        return scrape.value("table_rows", Map.of("table", table.qualifiedName()));
    }

    @Test
    void lagGrowsWhileTheWriterIsStoppedAndIsZeroOnceAllIsDrained() throws Exception {
        try (RunningPipeline running = RunningPipeline.start(100)) {
            running.awaitScrape("changes under way", scrape -> lag(scrape) > 0);
            running.pipeline().faults().set(Fault.WRITER_STOPPED, true);
            running.awaitScrape("a pause", scrape -> count(scrape, "cdc_pipeline_status", "state", "paused") == 1);
            Scrape early = running.awaitScrape("some lag", scrape -> lag(scrape) > 1);
            long start = System.nanoTime();
            Scrape late = running.awaitScrape("more lag", scrape -> lag(scrape) > lag(early) + 2);
            double elapsedSeconds = (System.nanoTime() - start) / 1e9;

            assertThat(lag(late) - lag(early)).isCloseTo(elapsedSeconds, Offset.offset(0.5));
            assertThat(late.value("buffer_depth")).isGreaterThan(early.value("buffer_depth"));
            assertThat(late.value("buffer_oldest_event_age_seconds")).isGreaterThan(2);

            running.pipeline().faults().set(Fault.WRITER_STOPPED, false);
            drain(running);
            assertThat(running.scrape().value("cdc_lag_seconds")).isZero();
        }
    }

    @Test
    void aCutReplicationConnectionLosesNothingAndRepeatsNothing() throws Exception {
        try (RunningPipeline running = RunningPipeline.start(200)) {
            running.awaitScrape("changes in the lake", scrape -> scrape.value("iceberg_records_written_total") > 600);
            running.awaitOffsetsBeyondSnapshot();
            running.cutReplication();
            running.awaitScrape(
                    "a failure", scrape -> count(scrape, "cdc_pipeline_transitions_total", "state", "failed") >= 1);
            running.awaitScrape("a restart", scrape -> count(scrape, "cdc_pipeline_status", "state", "running") == 1);

            drain(running);
            assertThat(Reconciliation.of(running.pipeline(), LakeCensus.thorough())
                            .findings())
                    .isEmpty();
        }
    }

    @Test
    void aKilledDatabaseIsNotSilence() throws Exception {
        RunningPipeline running = RunningPipeline.start(200);
        try (running) {
            Scrape before = running.awaitScrape(
                    "changes in the lake", scrape -> scrape.value("iceberg_records_written_total") > 500);
            running.killDatabase();

            running.awaitScrape(
                    "failing batches", scrape -> count(scrape, "buffer_batches_total", "status", "error") >= 1);
            running.awaitScrape("FAILED", scrape -> count(scrape, "cdc_pipeline_status", "state", "failed") == 1);
            Scrape failed = running.scrape();
            assertThat(failed.value("cdc_errors_total")).isGreaterThan(before.value("cdc_errors_total"));
            assertThat(failed.value("cdc_events_in_flight")).isPositive();
            running.awaitScrape("growing lag", scrape -> lag(scrape) > lag(failed) + 2);
            assertThat(running.pipeline().state()).isIn(PipelineState.FAILED, PipelineState.STARTING);
            Scrape uncounted = running.awaitScrape(
                    "failed counts", scrape -> count(scrape, "table_count_errors_total", "reason", "connection") >= 1);
            // The last figure, dated.
            assertThat(rows(uncounted, ShopTable.ORDERS)).isPositive();
            assertThat(uncounted.value("table_counted_timestamp_seconds", ordersOnly()))
                    .isLessThan(System.currentTimeMillis() / 1e3);

            assertThat(running.pipeline().drain(DRAIN_AT_MOST, () -> false)).isFalse();
            Reconciliation reconciliation = Reconciliation.of(running.pipeline(), LakeCensus.thorough());
            assertThat(reconciliation.agrees()).isFalse();
            assertThat(ReconciliationTable.of(reconciliation))
                    .contains(
                            "lake.orders could not be read",
                            "the dead-letter table could not be read",
                            "the history of the metrics could not be read",
                            "unknown");
        }
        assertThat(running.pipeline().home()).doesNotExist();
    }

    private static void drain(RunningPipeline running) {
        running.pipeline().stopWorkload();
        assertThat(running.pipeline().drain(DRAIN_AT_MOST, () -> false)).isTrue();
    }

    private static Map<String, String> ordersOnly() {
        return Map.of("table", ShopTable.ORDERS.qualifiedName());
    }

    private static double lag(Scrape scrape) {
        return scrape.value("cdc_lag_seconds", ordersOnly());
    }

    private static double count(Scrape scrape, String metric, String label, String value) {
        return scrape.value(metric, Map.of(label, value));
    }

    private static boolean statusSeen(Scrape scrape, String status) {
        return count(scrape, "api_requests_total", "status", status) >= 1;
    }

    /** The catalogue and the scrape agree in both directions; what is opt-in may be missing. */
    private static void assertComplete(Scrape scrape) {
        Set<String> known = new HashSet<>();
        for (MeterSpec spec : Catalog.all()) {
            String name = spec.prometheusName("demo");
            List<String> series = spec.type().isHistogram()
                    ? List.of(name + "_count", name + "_sum", name + "_bucket", name + "_max")
                    : List.of(name);
            known.addAll(series);
            if (!spec.optIn() && !UNUSED.contains(spec)) {
                assertThat(scrape.samples())
                        .filteredOn(sample -> sample.name().equals(series.get(0)))
                        .as(spec.toString())
                        .isNotEmpty()
                        .allSatisfy(sample -> assertThat(sample.labels().keySet())
                                .containsExactlyInAnyOrderElementsOf(spec.labels()));
            }
        }
        assertThat(scrape.samples())
                .extracting(Scrape.Sample::name)
                .filteredOn(name -> name.startsWith("demo_"))
                .allSatisfy(name -> assertThat(known).contains(name));
    }
}
