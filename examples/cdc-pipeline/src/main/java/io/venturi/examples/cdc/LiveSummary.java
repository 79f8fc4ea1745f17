package io.venturi.examples.cdc;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One screen of what a scrape says. */
final class LiveSummary {
    private static final String[] STATES = {"STOPPED", "STARTING", "RUNNING", "PAUSED", "FAILED"};

    private final Scrape scrape;

    private LiveSummary(Scrape scrape) {
        this.scrape = scrape;
    }

    static String of(Scrape scrape, Duration running) {
        return new LiveSummary(scrape).text(running);
    }

    private String text(Duration running) {
        StringBuilder text = new StringBuilder();
        text.append("%4d s  %s  (errors %s, retries %s)%n"
                .formatted(
                        running.toSeconds(),
                        state(),
                        count("cdc_errors_total", Map.of()),
                        count("cdc_retries_total", Map.of())));
        text.append("%-20s %9s %9s %8s %6s %9s %8s %9s %9s%n"
                .formatted("", "received", "processed", "skipped", "dead", "in flight", "lag s", "rows", "Iceberg"));
        for (ShopTable table : ShopTable.values()) {
            text.append(tableLine(table));
        }
        text.append("buffer   depth %s of %s, oldest %s s; batches %s, retried %s, failed %s%n"
                .formatted(
                        count("buffer_depth", Map.of()),
                        count("buffer_capacity", Map.of()),
                        decimal("buffer_oldest_event_age_seconds", Map.of()),
                        batches("success"),
                        batches("retry"),
                        batches("error")));
        text.append("lake     commits %s, conflicts %s, attempts %s, files %s%n"
                .formatted(
                        count("iceberg_commits_total", Map.of()),
                        count("iceberg_commit_failures_total", Map.of("reason", "conflict")),
                        count("iceberg_commit_attempts_total", Map.of()),
                        count("iceberg_table_files", Map.of())));
        text.append("database connections %s, slot %s, %s bytes behind; counting runs %s%n"
                .formatted(
                        count("db_connections", Map.of()),
                        scrape.value("cdc_slot_active") == 1 ? "active" : "not active",
                        count("cdc_slot_lag_bytes", Map.of()),
                        count("table_count_runs_total", Map.of("status", "succeeded"))));
        text.append("history  samples stored %s of %s, dropped %s; %s bytes wait, partitions for %s days ahead%n"
                .formatted(
                        samples("stored"),
                        samples("accepted"),
                        dropped(),
                        count("store_spool_bytes", Map.of()),
                        count("store_partitions_ahead", Map.of())));
        text.append("API      200: %s, 404: %s, 429: %s, 500: %s%n"
                .formatted(answers("200"), answers("404"), answers("429"), answers("500")));
        return text.toString();
    }

    private String tableLine(ShopTable table) {
        Map<String, String> source = Map.of("table", table.qualifiedName());
        return "%-20s %9s %9s %8s %6s %9s %8s %9s %9s%n"
                .formatted(
                        table.qualifiedName(),
                        count("cdc_events_received_total", source),
                        count("cdc_events_total", source),
                        count("cdc_events_skipped_total", source),
                        count("cdc_events_dead_lettered_total", source),
                        count("cdc_events_in_flight", source),
                        decimal("cdc_lag_seconds", source),
                        count("table_rows", source),
                        count("iceberg_table_records", Map.of("table", table.lakeName())));
    }

    private String state() {
        double code = scrape.value("cdc_pipeline_state");
        return code >= 0 && code < STATES.length ? STATES[(int) code] : "UNKNOWN";
    }

    private String batches(String status) {
        return count("buffer_batches_total", Map.of("status", status));
    }

    private String samples(String result) {
        return count("store_samples_total", Map.of("result", result));
    }

    private String dropped() {
        double dropped = 0;
        for (String result : List.of("rejected", "expired", "overflowed")) {
            dropped += scrape.value("store_samples_total", Map.of("result", result));
        }
        return Double.isNaN(dropped) ? "-" : Long.toString(Math.round(dropped));
    }

    private String answers(String status) {
        return count("api_requests_total", Map.of("status", status));
    }

    private String count(String metric, Map<String, String> labels) {
        double value = scrape.value(metric, labels);
        return Double.isNaN(value) ? "-" : Long.toString(Math.round(value));
    }

    private String decimal(String metric, Map<String, String> labels) {
        double value = scrape.value(metric, labels);
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }
}
