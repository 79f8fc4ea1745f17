package io.venturi.examples.cdc;

import io.venturi.examples.cdc.Figures.Column;
import io.venturi.examples.cdc.PipelineTally.Step;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Compares what the database, the pipeline, the lake and the meters say: they have to agree to the last event. */
final class Reconciliation {
    private final Map<ShopTable, Figures> facts = new EnumMap<>(ShopTable.class);
    private final Map<ShopTable, Figures> meters = new EnumMap<>(ShopTable.class);
    private final List<String> findings = new ArrayList<>();

    private Reconciliation() {}

    static Reconciliation of(CdcPipeline pipeline, LakeCensus census) {
        Reconciliation result = new Reconciliation();
        result.collectFacts(pipeline, census);
        result.collectMeters(pipeline);
        for (ShopTable table : ShopTable.values()) {
            result.check(table);
        }
        pipeline.history().ifPresent(history -> result.checkHistory(history, pipeline.namespace()));
        return result;
    }

    boolean agrees() {
        return findings.isEmpty();
    }

    /** What does not agree, or could not be read. */
    List<String> findings() {
        return findings;
    }

    Figures facts(ShopTable table) {
        return Objects.requireNonNull(facts.get(table));
    }

    Figures meters(ShopTable table) {
        return Objects.requireNonNull(meters.get(table));
    }

    private void collectFacts(CdcPipeline pipeline, LakeCensus census) {
        if (pipeline.ledger().unsureTransactions() > 0) {
            findings.add("the end of " + pipeline.ledger().unsureTransactions()
                    + " transaction(s) of the workload is unknown: the connection broke during COMMIT");
        }
        Map<String, Long> buried = buried(pipeline);
        for (ShopTable table : ShopTable.values()) {
            PipelineTally tally = pipeline.tally();
            Figures figures = new Figures()
                    .set(Column.CHANGED, pipeline.ledger().rows(table))
                    .set(Column.RECEIVED, tally.get(table, Step.RECEIVED))
                    .set(Column.PROCESSED, tally.get(table, Step.PROCESSED))
                    .set(Column.SKIPPED, tally.get(table, Step.SKIPPED))
                    .set(Column.IN_FLIGHT, tally.inFlight(table));
            if (buried != null) {
                figures.set(Column.DEAD_LETTERED, buried.getOrDefault(table.qualifiedName(), 0L));
            }
            try {
                figures.set(Column.IN_LAKE, census.count(pipeline.lake(), table));
            } catch (Exception e) { // the catalogue may be gone, and says so with many an exception
                findings.add(table.lakeName() + " could not be read: " + rootMessage(e));
            }
            facts.put(table, figures);
        }
    }

    private @Nullable Map<String, Long> buried(CdcPipeline pipeline) {
        try {
            return pipeline.deadLetters().countByTable();
        } catch (SQLException e) {
            findings.add("the dead-letter table could not be read: " + rootMessage(e));
            return null;
        }
    }

    private void collectMeters(CdcPipeline pipeline) {
        try {
            Scrape scrape = Scrape.of(pipeline.metricsUri(), pipeline.namespace());
            for (ShopTable table : ShopTable.values()) {
                meters.put(table, metered(scrape, table));
                expectComplete(table);
            }
        } catch (IOException | InterruptedException e) {
            findings.add("the metrics could not be scraped: " + rootMessage(e));
            for (ShopTable table : ShopTable.values()) {
                meters.put(table, new Figures());
            }
        }
    }

    private void expectComplete(ShopTable table) {
        for (Column column : Column.values()) {
            if (column != Column.CHANGED && meters(table).get(column).isEmpty()) {
                findings.add(table.qualifiedName() + ": the meter of " + column.title() + " is missing");
            }
        }
    }

    private static Figures metered(Scrape scrape, ShopTable table) {
        Map<String, String> source = Map.of("table", table.qualifiedName());
        return new Figures()
                .set(Column.RECEIVED, whole(scrape, "cdc_events_received_total", source))
                .set(Column.PROCESSED, whole(scrape, "cdc_events_total", source))
                .set(Column.SKIPPED, whole(scrape, "cdc_events_skipped_total", source))
                .set(Column.DEAD_LETTERED, whole(scrape, "cdc_events_dead_lettered_total", source))
                .set(Column.IN_FLIGHT, whole(scrape, "cdc_events_in_flight", source))
                .set(Column.IN_LAKE, whole(scrape, "iceberg_records_written_total", Map.of("table", table.lakeName())));
    }

    private static OptionalLong whole(Scrape scrape, String metric, Map<String, String> labels) {
        double value = scrape.value(metric, labels);
        return Double.isNaN(value) ? OptionalLong.empty() : OptionalLong.of(Math.round(value));
    }

    private void check(ShopTable table) {
        String name = table.qualifiedName();
        Figures fact = facts(table);
        expectEqual(name + ": rows changed and events received", fact.get(Column.CHANGED), fact.get(Column.RECEIVED));
        expectEqual(
                name + ": events processed and records in Iceberg",
                fact.get(Column.PROCESSED),
                fact.get(Column.IN_LAKE));
        expectEqual(name + ": events in flight and none", fact.get(Column.IN_FLIGHT), OptionalLong.of(0));
        OptionalLong buried = fact.get(Column.DEAD_LETTERED);
        if (buried.isPresent()) {
            long left = sum(fact, Column.PROCESSED, Column.SKIPPED, Column.DEAD_LETTERED, Column.IN_FLIGHT);
            expectEqual(name + ": events received and accounted for", fact.get(Column.RECEIVED), OptionalLong.of(left));
        }
        for (Column column : Column.values()) {
            if (column != Column.CHANGED) {
                expectEqual(
                        name + ": " + column.title() + " and the meter of it",
                        fact.get(column),
                        meters(table).get(column));
            }
        }
    }

    /** What the history has in the end is what the last scrape showed. */
    private void checkHistory(History history, String namespace) {
        history.close(); // with a last step
        try {
            for (ShopTable table : ShopTable.values()) {
                checkHistory(history, table, Column.RECEIVED, namespace + "_cdc_events_received_total");
                checkHistory(history, table, Column.PROCESSED, namespace + "_cdc_events_total");
            }
        } catch (SQLException e) {
            findings.add("the history of the metrics could not be read: " + rootMessage(e));
        }
    }

    private void checkHistory(History history, ShopTable table, Column column, String counter) throws SQLException {
        OptionalLong stored = history.total(counter, table);
        String what = table.qualifiedName() + ": " + column.title();
        if (stored.isEmpty()) {
            findings.add(what + " is missing from the history");
        }
        expectEqual(what + " as metered and in the history", meters(table).get(column), stored);
    }

    private static long sum(Figures figures, Column... columns) {
        long sum = 0;
        for (Column column : columns) {
            sum += figures.get(column).orElse(0);
        }
        return sum;
    }

    private void expectEqual(String what, OptionalLong left, OptionalLong right) {
        boolean unreadable = left.isEmpty() || right.isEmpty(); // which has a finding of its own
        if (!unreadable && !left.equals(right)) {
            findings.add(what + ": " + ReconciliationTable.text(left) + " against " + ReconciliationTable.text(right));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
