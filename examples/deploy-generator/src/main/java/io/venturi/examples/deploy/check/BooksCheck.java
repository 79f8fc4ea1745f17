package io.venturi.examples.deploy.check;

import io.venturi.catalog.BufferCatalog;
import io.venturi.catalog.CdcCatalog;
import io.venturi.catalog.IcebergCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.check.Books.Figures;
import io.venturi.examples.deploy.check.Prometheus.Answer;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.dashboards.Query;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Whether Prometheus, after the demo has ended, says what the demo's books say. The window is closed: it begins before the
 * first event and ends after the last, so that counts agree exactly, and rates, added up, within a margin.
 */
final class BooksCheck {

    /** Of what panels of rates add up to: rates are guessed at the ends of each window. */
    private static final double MARGIN = 0.05;

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration LOOKBACK = Duration.ofMinutes(10);
    private static final String ALL_OF_IT = "10m";

    private final Settings settings;
    private final Prometheus prometheus;
    private final Meters meters;
    private final Books books;
    private final Instant end;
    private final List<String> findings = new ArrayList<>();
    private int compared;

    BooksCheck(Settings settings, Prometheus prometheus, Books books, Instant end) {
        this.settings = settings;
        this.prometheus = prometheus;
        this.books = books;
        this.end = end;
        meters = Meters.in(settings.namespace(), settings.groups().andReplica());
    }

    /** How many figures were compared. */
    int compared() {
        return compared;
    }

    /** What does not agree. */
    List<String> findings() throws IOException, InterruptedException {
        exact(CdcCatalog.EVENTS_RECEIVED, "public.", Figures::received);
        exact(CdcCatalog.EVENTS, "public.", Figures::processed);
        exact(CdcCatalog.EVENTS_SKIPPED, "public.", Figures::skipped);
        exact(CdcCatalog.EVENTS_DEAD_LETTERED, "public.", Figures::deadLettered);
        exact(CdcCatalog.EVENTS_IN_FLIGHT, "public.", Figures::inFlight);
        exact(IcebergCatalog.RECORDS_WRITTEN, "lake.", Figures::inLake);
        exact(IcebergCatalog.TABLE_RECORDS, "lake.", Figures::inLake);
        exact(BufferCatalog.DLQ, total(Figures::deadLettered));
        exact(BufferCatalog.DEPTH, 0);

        byTable(Dashboards.PIPELINE, "Events by table", CdcCatalog.EVENTS, "public.", Figures::processed);
        byTable(Dashboards.ICEBERG, "Records written", IcebergCatalog.RECORDS_WRITTEN, "lake.", Figures::inLake);
        byTable(
                Dashboards.BUFFER,
                "Dead letters by table",
                CdcCatalog.EVENTS_DEAD_LETTERED,
                "public.",
                Figures::deadLettered);
        total(Dashboards.PIPELINE, "Events by operation", 0, CdcCatalog.EVENTS, Figures::processed);
        total(Dashboards.PIPELINE, "Skipped by reason", 0, CdcCatalog.EVENTS_SKIPPED, Figures::skipped);
        total(Dashboards.PIPELINE, "Came and went", 0, CdcCatalog.EVENTS_RECEIVED, Figures::received);
        total(Dashboards.PIPELINE, "Came and went", 1, CdcCatalog.EVENTS, Figures::processed);
        total(Dashboards.PIPELINE, "Came and went", 2, CdcCatalog.EVENTS_SKIPPED, Figures::skipped);
        total(Dashboards.PIPELINE, "Came and went", 3, CdcCatalog.EVENTS_DEAD_LETTERED, Figures::deadLettered);
        total(Dashboards.BUFFER, "Dead-letter queue", 0, BufferCatalog.DLQ, Figures::deadLettered);
        total(Dashboards.ICEBERG, "Records", 0, IcebergCatalog.RECORDS_WRITTEN, Figures::inLake);
        return findings;
    }

    private long total(ToLongFunction<Figures> column) {
        return books.tables().values().stream().mapToLong(column).sum();
    }

    /** The last value that was scraped, table by table. */
    private void exact(MeterSpec meter, String schema, ToLongFunction<Figures> column)
            throws IOException, InterruptedException {
        String query = meters.series(meter).lastIn(ALL_OF_IT).sumBy("table").text();
        List<Answer> answers = prometheus.query(query, end);
        for (Map.Entry<String, Figures> table : books.tables().entrySet()) {
            String name = table.getKey().replace("public.", schema);
            compare(query + " of " + name, valueOf(answers, name), column.applyAsLong(table.getValue()), 0);
        }
    }

    private void exact(MeterSpec meter, long expected) throws IOException, InterruptedException {
        String query = meters.series(meter).lastIn(ALL_OF_IT).sumBy().text();
        List<Answer> answers = prometheus.query(query, end);
        compare(query, answers.isEmpty() ? Double.NaN : answers.get(0).value(), expected, 0);
    }

    private static double valueOf(List<Answer> answers, String table) {
        return answers.stream()
                .filter(answer -> table.equals(answer.labels().get("table")))
                .mapToDouble(Prometheus.Answer::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private void byTable(String dashboard, String title, MeterSpec meter, String schema, ToLongFunction<Figures> column)
            throws IOException, InterruptedException {
        List<Answer> answers = drawn(query(dashboard, title, 0));
        List<Answer> first = first(meter, "table");
        for (Map.Entry<String, Figures> table : books.tables().entrySet()) {
            String name = table.getKey().replace("public.", schema);
            double sum = answers.stream()
                    .filter(answer -> name.equals(answer.labels().get("table")))
                    .mapToDouble(BooksCheck::area)
                    .sum();
            compare(
                    dashboard + ", " + title + " of " + name,
                    sum + valueOf(first, name),
                    column.applyAsLong(table.getValue()),
                    MARGIN);
        }
    }

    private void total(String dashboard, String title, int index, MeterSpec meter, ToLongFunction<Figures> column)
            throws IOException, InterruptedException {
        double sum = drawn(query(dashboard, title, index)).stream()
                .mapToDouble(BooksCheck::area)
                .sum();
        double first = first(meter).get(0).value();
        compare(dashboard + ", " + title + " (" + index + ")", sum + first, total(column), MARGIN);
    }

    /** What was counted when a series was first scraped: no rate can show that. */
    private List<Answer> first(MeterSpec counter, String... by) throws IOException, InterruptedException {
        return prometheus.query(
                meters.series(counter).leastIn(ALL_OF_IT).sumBy(by).text(), end);
    }

    /** A curve as the panel draws it, until the last event is out of the window of its rates. */
    private List<Answer> drawn(Query query) throws IOException, InterruptedException {
        Instant quiet = end.plus(Duration.ofMinutes(1));
        return prometheus.range(
                Interpolation.of(query.expression().text(), settings), end.minus(LOOKBACK), quiet, STEP);
    }

    /** What the rates of a curve add up to. */
    private static double area(Answer curve) {
        return curve.values().stream()
                        .mapToDouble(value -> Double.isNaN(value) ? 0 : value)
                        .sum()
                * STEP.toSeconds();
    }

    private Query query(String dashboard, String title, int index) {
        return Dashboards.panel(settings, dashboard, title).queries().get(index);
    }

    private void compare(String what, double found, long expected, double margin) {
        compared++;
        // Where little was counted, one event more or less at the ends of a window is more than the margin.
        double allowed = margin == 0 ? 0 : Math.max(margin * expected, 2);
        if (!(Math.abs(found - expected) <= allowed)) {
            findings.add(what + ": " + found + ", in the demo's books " + expected);
        }
    }
}
