package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.venturi.PipelineState;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault shows in the metrics, ends when it is switched off, and leaves figures that agree. */
@Timeout(90)
class CommandedFaultsTest {
    private static RunningPipeline running;

    @BeforeAll
    static void startCalm() throws IOException, SQLException {
        running = RunningPipeline.startCalm(200);
        // Well past the snapshot, so that its end is acknowledged: one that is cut short is taken again.
        double snapshotRows = ShopTable.values().length * (double) PipelineSettings.SEEDED_ROWS_PER_TABLE;
        running.awaitScrape(
                "changes in the lake", scrape -> scrape.value("iceberg_records_written_total") > snapshotRows + 300);
    }

    @AfterEach
    void allIsWellAgain() {
        running.awaitScrape(
                "RUNNING, and nothing old in flight",
                scrape -> running.pipeline().state() == PipelineState.RUNNING
                        && scrape.value("cdc_lag_seconds", Map.of("table", "public.orders")) < 2);
    }

    @AfterAll
    static void everyFigureAgrees() {
        try (RunningPipeline closing = running) {
            closing.pipeline().stopWorkload();
            assertThat(running.pipeline().drain(Duration.ofSeconds(30), () -> false))
                    .isTrue();
            Reconciliation reconciliation = Reconciliation.of(running.pipeline(), LakeCensus.thorough());

            assertThat(reconciliation.findings()).isEmpty();
        }
    }

    @Test
    void aKilledDatabaseComesBackAndThePipelineRecoversByItself() throws Exception {
        long killed = running.pipeline().database().postmasterPid();
        running.pipeline().faults().set(Fault.DATABASE_KILLED, true);
        running.awaitScrape("FAILED", scrape -> scrape.value("cdc_pipeline_status", Map.of("state", "failed")) == 1);
        assertThat(running.pipeline().database().isAlive()).isFalse();

        running.pipeline().faults().set(Fault.DATABASE_KILLED, false);
        assertThat(running.pipeline().database().postmasterPid()).isNotEqualTo(killed);
        Scrape back = running.scrape();
        running.awaitScrape(
                "new changes in the lake",
                scrape -> scrape.value("iceberg_records_written_total")
                        > back.value("iceberg_records_written_total") + 100);
    }

    @Test
    void aSlowDiskAndARushFillTheBuffer() throws Exception {
        running.pipeline().faults().set(Fault.BUFFER_FILLED, true);
        Scrape filling = running.awaitScrape("a filling buffer", scrape -> scrape.value("buffer_depth") > 1_000);
        running.awaitScrape(
                "commits all the same",
                scrape -> scrape.value("iceberg_commits_total") > filling.value("iceberg_commits_total"));
        running.pipeline().faults().set(Fault.BUFFER_FILLED, false);
    }

    @Test
    void poisonGoesToTheDeadLettersUntilSomebodyCorrectsIt() throws Exception {
        running.pipeline().faults().set(Fault.POISON_EVENTS, true);
        running.awaitScrape("dead letters", scrape -> scrape.value("buffer_dlq_total") > 20);
        running.pipeline().faults().set(Fault.POISON_EVENTS, false);
    }

    @Test
    void whereDeadLettersAreRefusedTheBatchWaits() throws Exception {
        running.pipeline().faults().set(Fault.DEAD_LETTERS_REFUSED, true);
        running.awaitScrape("a refused letter", scrape -> scrape.value("buffer_dlq_failures_total") >= 1);
        running.awaitScrape(
                "a failed batch", scrape -> scrape.value("buffer_batches_total", Map.of("status", "error")) >= 1);
        double buried = running.scrape().value("buffer_dlq_total");
        running.pipeline().faults().set(Fault.DEAD_LETTERS_REFUSED, false);
        running.awaitScrape("the same letter, taken", scrape -> scrape.value("buffer_dlq_total") > buried);
    }

    @Test
    void anotherCommitterCausesConflicts() throws Exception {
        Map<String, String> conflict = Map.of("reason", "conflict", "table", "lake.orders");
        double before = running.scrape().value("iceberg_commit_failures_total", conflict);
        running.pipeline().faults().set(Fault.COMMIT_CONFLICTS, true);
        running.awaitScrape(
                "conflicts", scrape -> scrape.value("iceberg_commit_failures_total", conflict) > before + 2);
        running.pipeline().faults().set(Fault.COMMIT_CONFLICTS, false);
    }

    @Test
    void mostRequestsFail() throws Exception {
        running.pipeline().faults().set(Fault.API_ERRORS, true);
        running.awaitScrape("errors", scrape -> scrape.value("api_requests_total", Map.of("status", "500")) > 5);
        running.pipeline().faults().set(Fault.API_ERRORS, false);
    }

    @Test
    void aTruncatedTableIsOneEventAndItsRowsAreGone() throws Exception {
        Map<String, String> items = Map.of("table", "public.order_items");
        double before = running.awaitScrape("counted rows", scrape -> scrape.value("table_rows", items) > 100)
                .value("table_rows", items);
        running.pipeline().faults().set(Fault.TABLE_TRUNCATED, true);
        running.awaitScrape("fewer rows", scrape -> scrape.value("table_rows", items) < before);
        running.awaitScrape(
                "the event", scrape -> scrape.value("cdc_events_total", Map.of("operation", "TRUNCATE")) == 1);
        running.pipeline().faults().set(Fault.TABLE_TRUNCATED, false);
    }

    @Test
    void inTheQuietTheBooksSayWhatTheMetersSay() throws Exception {
        running.pipeline().faults().set(Fault.QUIET, true);
        Map<String, String> orders = Map.of("table", "public.orders");
        await("the same figures").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        meteredOrders(running.scrape(), orders))
                .containsExactlyEntriesOf(bookedOrders()));
        running.pipeline().faults().set(Fault.QUIET, false);
    }

    private static Map<String, Double> meteredOrders(Scrape scrape, Map<String, String> orders) {
        return Map.of(
                "received", scrape.value("cdc_events_received_total", orders),
                "rows", scrape.value("table_rows", orders),
                "records", scrape.value("iceberg_records_written_total", Map.of("table", "lake.orders")),
                "answers", scrape.value("api_requests_total", Map.of("endpoint", "/tables/{name}/count")));
    }

    private static Map<String, Double> bookedOrders() {
        JsonNode books =
                new ObjectMapper().valueToTree(running.pipeline().books().now());
        return Map.of(
                "received", sum(books.at("/tables/public.orders/received")),
                "rows", books.at("/tables/public.orders/rows").asDouble(),
                "records", books.at("/lake/lake.orders/records").asDouble(),
                "answers", sum(books.at("/api/~1tables~1{name}~1count")));
    }

    private static double sum(JsonNode counts) {
        double sum = 0;
        for (JsonNode count : counts) {
            sum += count.asDouble();
        }
        return sum;
    }
}
