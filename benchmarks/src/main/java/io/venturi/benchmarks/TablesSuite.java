package io.venturi.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.db.DatabaseTableMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.tables.CountStrategy;
import io.venturi.jdbc.tables.RunRequest;
import io.venturi.jdbc.tables.RunStatus;
import io.venturi.jdbc.tables.TableCountCollector;
import io.venturi.jdbc.tables.TableCountRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Row counts of a real server's tables: many small ones, and a large one. No JMH: a count takes milliseconds, and its server is another
 * process. What is shown is the median of some rounds, in which all take their turns.
 *
 * @param name what {@code run.sh} calls it
 * @param targets what they must show
 */
record TablesSuite(String name, List<Target> targets) implements Suite {

    private static final int SMALL_TABLES = 1_000;
    private static final int ROWS_OF_SMALL = 10;
    private static final int ROWS_OF_LARGE = 11_000_000;
    private static final int ROWS_OF_LARGE_QUICK = 3_300_000;
    private static final int ROUNDS = 21;
    private static final int ROUNDS_QUICK = 7;

    @Override
    public void run(boolean quick, Path output, Consumer<Run> shown) {
        Map<String, Measurement> measurements = new TreeMap<>();
        try (CountedServer server = CountedServer.start()) {
            server.createSmallTables(SMALL_TABLES, ROWS_OF_SMALL);
            server.createLargeTable(quick ? ROWS_OF_LARGE_QUICK : ROWS_OF_LARGE);
            int rounds = quick ? ROUNDS_QUICK : ROUNDS;
            measurements.putAll(measure("small", server, CountedServer.SMALL, rounds));
            measurements.putAll(measure("large", server, CountedServer.LARGE, rounds));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the tables could not be counted: " + e.getMessage(), e);
        }
        write(output.resolve(name + ".json"), measurements);
        shown.accept(new Run(1, measurements));
    }

    private static Map<String, Measurement> measure(String prefix, CountedServer server, String database, int rounds)
            throws IOException, SQLException {
        try (HikariDataSource pool = server.pool(database);
                PipelineMetrics metrics =
                        PipelineMetrics.builder(new SimpleMeterRegistry()).build();
                PostgresExporter exporter = PostgresExporter.start(server, database)) {
            List<String> tables = server.tables(database);
            Rounds measured = new Rounds(rounds);
            measured.add(prefix + "BareCounts", () -> server.countBare(pool, tables));
            measured.add(prefix + "Micrometer", () -> readGauges(pool, tables));
            exporter.scrape().ifPresent(scrape -> measured.add(prefix + "PostgresExporter", scrape));
            try (TableCountCollector exact = collector(pool, metrics, "exact", CountStrategy.exact());
                    TableCountCollector estimate = collector(pool, metrics, "estimate", CountStrategy.estimate());
                    TableCountCollector hybrid = collector(pool, metrics, "hybrid", CountStrategy.hybrid(500_000))) {
                measured.add(prefix + "VenturiExact", () -> count(exact));
                measured.add(prefix + "VenturiEstimate", () -> count(estimate));
                measured.add(prefix + "VenturiHybrid", () -> count(hybrid));
                Map<String, Measurement> medians = measured.medians();
                medians.computeIfPresent(
                        prefix + "VenturiEstimate", (name, time) -> time.with(Quantity.ERROR, error(exact, estimate)));
                return medians;
            }
        }
    }

    private static TableCountCollector collector(
            HikariDataSource pool, PipelineMetrics metrics, String label, CountStrategy strategy) {
        return TableCountCollector.builder(pool, metrics)
                .database(label)
                .strategy(strategy)
                .statementTimeout(Duration.ofMinutes(5))
                .build();
    }

    private static TableCountRun count(TableCountCollector collector) {
        TableCountRun run = collector.run(RunRequest.ALL);
        if (run.status() != RunStatus.SUCCEEDED || run.errorMessage() != null) {
            throw new IllegalStateException("a run ended " + run.status() + ": " + run.errorMessage());
        }
        return run;
    }

    private static double error(TableCountCollector exact, TableCountCollector estimate) {
        double counted = rows(count(exact));
        return 100 * Math.abs(rows(count(estimate)) - counted) / counted;
    }

    private static double rows(TableCountRun run) {
        return run.counts().stream()
                .mapToLong(count -> Objects.requireNonNull(count.rows()))
                .sum();
    }

    /** As a scrape of Micrometer's binder does it: a query for each gauge that is read. */
    private static void readGauges(HikariDataSource pool, List<String> tables) {
        MeterRegistry registry = new SimpleMeterRegistry();
        for (String table : tables) {
            new DatabaseTableMetrics(pool, "bench", table, Tags.empty()).bindTo(registry);
        }
        for (Gauge gauge : registry.find("db.table.size").gauges()) {
            if (!(gauge.value() > 0)) {
                throw new IllegalStateException(gauge.getId() + " reads " + gauge.value());
            }
        }
        registry.close();
    }

    private static void write(Path file, Map<String, Measurement> measurements) {
        String json = measurements.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "  {\"benchmark\": \"%s\", \"nanos\": %.0f}",
                        entry.getKey(),
                        entry.getValue().get(Quantity.TIME)))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
