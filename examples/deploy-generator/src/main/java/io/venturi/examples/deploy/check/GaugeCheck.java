package io.venturi.examples.deploy.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.venturi.examples.deploy.check.Prometheus.Answer;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Whether panels of gauges showed, second by second, what the demo's live books said in the moments that the value may be of: since
 * the scrape before, and where something is counted now and then, since the run before.
 */
final class GaugeCheck {

    private static final Duration STEP = Duration.ofSeconds(1);

    /** A value is that old at most: a scrape a second, and its time on the way. */
    private static final double SCRAPE_AGE = 1.5;

    /** The demo counts rows, and looks at its lake's tables, every two seconds. */
    private static final double COUNT_AGE = 4;

    /** Between two readings of the books a figure may have been more or less: by this part of the most that was read. */
    private static final double BETWEEN_READINGS = 0.25;

    private final Settings settings;
    private final Prometheus prometheus;
    private final LiveBooks books;
    private final List<String> findings = new ArrayList<>();
    private int compared;

    GaugeCheck(Settings settings, Prometheus prometheus, LiveBooks books) {
        this.settings = settings;
        this.prometheus = prometheus;
        this.books = books;
    }

    /** How many values were compared. */
    int compared() {
        return compared;
    }

    /** What does not agree. */
    List<String> findings() throws IOException, InterruptedException {
        ToDoubleFunction<JsonNode> inFlight = page -> sum(page.get("tables"), "in_flight");
        ToDoubleFunction<JsonNode> depth = page -> page.at("/buffer/depth").asDouble();
        ToDoubleFunction<JsonNode> capacity =
                page -> page.at("/buffer/capacity").asDouble();
        byTable(Dashboards.PIPELINE, "In flight by table", "tables", "in_flight", SCRAPE_AGE, BETWEEN_READINGS);
        compare(Dashboards.PIPELINE, "In flight", 0, Map.of(), SCRAPE_AGE, BETWEEN_READINGS, inFlight);
        compare(Dashboards.BUFFER, "Depth", 0, Map.of(), SCRAPE_AGE, BETWEEN_READINGS, depth);
        compare(Dashboards.BUFFER, "Depth", 1, Map.of(), SCRAPE_AGE, 0, capacity);
        for (String panel : List.of("Fill", "Fill over time")) {
            compare(
                    Dashboards.BUFFER,
                    panel,
                    0,
                    Map.of(),
                    SCRAPE_AGE,
                    BETWEEN_READINGS,
                    page -> depth.applyAsDouble(page) / capacity.applyAsDouble(page));
        }
        for (String panel : List.of("Rows by table", "Rows now")) {
            byTable(Dashboards.TABLES, panel, "tables", "rows", COUNT_AGE, 0);
        }
        for (String panel : List.of("Rows", "Rows in total")) {
            compare(Dashboards.TABLES, panel, 0, Map.of(), COUNT_AGE, 0, page -> sum(page.get("tables"), "rows"));
        }
        byTable(Dashboards.ICEBERG, "Records in tables", "lake", "records", COUNT_AGE, 0);
        return findings;
    }

    private static double sum(JsonNode byTable, String figure) {
        double sum = 0;
        for (JsonNode table : byTable) {
            sum += table.get(figure).asDouble();
        }
        return sum;
    }

    private void byTable(String dashboard, String panel, String chapter, String figure, double age, double margin)
            throws IOException, InterruptedException {
        JsonNode tables = books.first().get(chapter);
        for (Map.Entry<String, JsonNode> table : tables.properties()) {
            String name = table.getKey();
            compare(dashboard, panel, 0, Map.of("table", name), age, margin, page -> page.get(chapter)
                    .get(name)
                    .get(figure)
                    .asDouble());
        }
    }

    private void compare(
            String dashboard,
            String panel,
            int index,
            Map<String, String> of,
            double age,
            double margin,
            ToDoubleFunction<JsonNode> figure)
            throws IOException, InterruptedException {
        String query = Interpolation.of(
                Dashboards.panel(settings, dashboard, panel)
                        .queries()
                        .get(index)
                        .expression()
                        .text(),
                settings);
        String where = dashboard + ", " + panel + " (" + index + ") " + of;
        DoubleSummaryStatistics all = books.between(books.begin(), books.end(), figure);
        if (!(all.getMax() > 0)) {
            findings.add(where + ": in the books there is nothing to compare with");
        }
        Instant from = Instant.ofEpochMilli((long) ((books.begin() + age) * 1e3));
        Instant to = Instant.ofEpochMilli((long) (books.end() * 1e3));
        int before = compared;
        for (Answer curve : prometheus.range(query, from, to, STEP)) {
            if (curve.labels().entrySet().containsAll(of.entrySet())) {
                compare(where, curve, age, margin * all.getMax(), figure);
            }
        }
        if (compared == before) {
            findings.add(where + ": no answer to " + query);
        }
    }

    private void compare(String where, Answer curve, double age, double allowed, ToDoubleFunction<JsonNode> figure) {
        for (int i = 0; i < curve.values().size(); i++) {
            compared++;
            double time = curve.times().get(i);
            double value = curve.values().get(i);
            DoubleSummaryStatistics seen = books.between(time - age, time, figure);
            if (!(value >= seen.getMin() - allowed && value <= seen.getMax() + allowed)) {
                findings.add(where + " at " + time + ": " + value + ", in the demo's books from " + seen.getMin()
                        + " to " + seen.getMax());
            }
        }
    }
}
