package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OpenMetricsExportTest {

    /** Debian's, to which its package python3-prometheus-client belongs. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String PARSE = """
            import sys
            from prometheus_client.openmetrics.parser import text_fd_to_metric_families
            with open(sys.argv[1], newline='\\n') as text:
                for family in text_fd_to_metric_families(text):
                    print(family.name, family.type, family.unit, len(family.samples))
            """;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path directory;

    @BeforeEach
    void fill() throws Exception {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        StoredWeek.install(database);
        series(1, "lag_seconds", "gauge", "{\"odd-name\": \"q\\\"\\\\\\n\", \"runtime\": \"own\"}");
        series(2, "jobs_total", "counter", "{}");
        series(3, "jobs_seen", "counter", "{}");
        series(4, "wait_seconds", "histogram", "{}");
        series(5, "wait_seconds_count", "counter", "{}");
        series(6, "wait_seconds_sum", "counter", "{}");
        sample(1, "00:00:00.0015", "1.5");
        sample(1, "00:00:00.0019", "2.5");
        sample(1, "00:01:00", "NaN");
        sample(1, "00:02:00", "'-Infinity'");
        sample(2, "00:00:00.5", "3");
        sample(2, "23:59:59.999999", "4");
        sample(3, "12:00:00", "1e300");
    }

    private static void series(int id, String name, String type, String labels) throws Exception {
        database.execute("""
                INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type, unit, help_text, labels)
                VALUES (%d, '00000000-0000-0000-0000-000000000001', '%s', '%s', 'seconds', E'Of \\\\ and\\n"it".', '%s')""".formatted(id, name, type, labels));
    }

    private static void sample(int id, String time, String value) throws Exception {
        database.execute("INSERT INTO metrics.metric_sample VALUES ('2026-03-23 %s+00', %d, %s)"
                .formatted(time, id, value.equals("NaN") ? "'NaN'" : value));
    }

    private static void distribution(String time, long... nanos) throws Exception {
        Histogram values = new Histogram(2);
        double sum = 0;
        for (long value : nanos) {
            values.recordValue(value);
            sum += (double) value / 1e9;
        }
        database.rows(
                "INSERT INTO metrics.metric_distribution VALUES (?::timestamptz, 4, ?, ?, ?, ?) RETURNING 1",
                "2026-03-23 " + time + "+00",
                (long) nanos.length,
                sum,
                (double) values.getMaxValue() / 1e9,
                StoredHistogram.sketch(values));
    }

    private ExportReport export(Instant now) throws Exception {
        return MetricExporter.builder(database.dataSource(), "metrics", directory.resolve("state"))
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .bounds(0.25, 1)
                .margin(Duration.ofMinutes(10))
                .toOpenMetrics(directory)
                .export();
    }

    private Instant day(int days) {
        return StoredWeek.BEGIN.plus(Duration.ofDays(days)).plus(Duration.ofMinutes(10));
    }

    private List<String> lines(int day) throws Exception {
        return Files.readAllLines(directory.resolve("metrics-2026-03-" + day + ".om"), StandardCharsets.UTF_8);
    }

    @Test
    void writesFamiliesOfADay() throws Exception {
        ExportReport report = export(day(1));

        assertThat(report).isEqualTo(new ExportReport(StoredWeek.BEGIN.plus(Duration.ofDays(1)), 7, 6, 0, 1, 0, 0));
        String own =
                "lag_seconds{component_type=\"worker_pool\",exported_runtime=\"own\",odd_name=\"q\\\"\\\\\\n\",runtime=\"one\"} ";
        assertThat(lines(23))
                .containsExactly(
                        "# TYPE jobs counter",
                        "# HELP jobs Of \\\\ and\\n\\\"it\\\".",
                        "jobs_total{component_type=\"worker_pool\",runtime=\"one\"} 3.0 1774224000.500",
                        "jobs_total{component_type=\"worker_pool\",runtime=\"one\"} 4.0 1774310399.999",
                        "# TYPE jobs_seen unknown",
                        "# HELP jobs_seen Of \\\\ and\\n\\\"it\\\".",
                        "jobs_seen{component_type=\"worker_pool\",runtime=\"one\"} 1.0E300 1774267200.000",
                        "# TYPE lag_seconds gauge",
                        "# UNIT lag_seconds seconds",
                        "# HELP lag_seconds Of \\\\ and\\n\\\"it\\\".",
                        own + "2.5 1774224000.001",
                        own + "NaN 1774224060.000",
                        own + "-Inf 1774224120.000",
                        "# EOF");
        assertThat(Files.exists(directory.resolve("metrics-2026-03-23.om.tmp"))).isFalse();
    }

    @Test
    void makesClassicHistogramsOfRunningSums() throws Exception {
        distribution("10:00:00", 250_000_000, 500_000_000, 2_000_000_000);
        sample(5, "10:00:00.0001", "99");
        sample(6, "10:00:00.0002", "99");
        sample(5, "10:01:00", "99");
        distribution("10:02:00", 1_000_000_000);
        database.execute(
                "INSERT INTO metrics.metric_distribution VALUES ('2026-03-24 10:00:00+00', 4, 1, 1, 1, 'no sketch')");
        distribution("23:59:00", 1_000);

        ExportReport report = export(day(2));

        assertThat(report.damaged()).isEqualTo(1);
        assertThat(report.rows()).isEqualTo(7 + 7);
        assertThat(lines(23).stream().filter(line -> line.startsWith("wait")))
                .containsExactly(
                        bucket("0.25", 1, "1774260000.000"),
                        bucket("1.0", 2, "1774260000.000"),
                        bucket("+Inf", 3, "1774260000.000"),
                        part("count", "3", "1774260000.000"),
                        part("sum", "2.75", "1774260000.000"),
                        bucket("0.25", 1, "1774260060.000"),
                        bucket("1.0", 2, "1774260060.000"),
                        bucket("+Inf", 3, "1774260060.000"),
                        part("count", "3", "1774260060.000"),
                        part("sum", "2.75", "1774260060.000"),
                        bucket("0.25", 1, "1774260120.000"),
                        bucket("1.0", 3, "1774260120.000"),
                        bucket("+Inf", 4, "1774260120.000"),
                        part("count", "4", "1774260120.000"),
                        part("sum", "3.75", "1774260120.000"),
                        bucket("0.25", 2, "1774310340.000"),
                        bucket("1.0", 4, "1774310340.000"),
                        bucket("+Inf", 5, "1774310340.000"),
                        part("count", "5", "1774310340.000"),
                        part("sum", "3.750001", "1774310340.000"));
        // What cannot be read is counted; the sums go on from the day before.
        assertThat(lines(24)).contains(part("count", "5", "1774346400.000"), bucket("0.25", 2, "1774346400.000"));
    }

    private static String bucket(String bound, long count, String time) {
        return "wait_seconds_bucket{component_type=\"worker_pool\",le=\"" + bound + "\",runtime=\"one\"} " + count + ' '
                + time;
    }

    private static String part(String part, String value, String time) {
        return "wait_seconds_" + part + "{component_type=\"worker_pool\",runtime=\"one\"} " + value + ' ' + time;
    }

    @Test
    void waitsForTheEndOfTheDayAndCountsWhatComesLater() throws Exception {
        assertThat(export(day(1).minusSeconds(1)).rows()).isZero();
        assertThat(Files.exists(directory.resolve("metrics-2026-03-23.om"))).isFalse();
        assertThat(export(day(1)).rows()).isEqualTo(7);
        assertThat(export(day(1)).rows()).isZero();

        sample(1, "20:00:00", "7");

        ExportReport report = export(day(3));
        assertThat(report.late()).isEqualTo(1);
        assertThat(report.rows()).isZero();
        assertThat(report.doneUntil()).isEqualTo(StoredWeek.BEGIN.plus(Duration.ofDays(3)));
        assertThat(export(day(6)).late())
                .as("is looked for in the last days only")
                .isZero();
    }

    @Test
    void refusesToMixExports() throws Exception {
        export(day(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> MetricExporter.builder(database.dataSource(), "metrics", directory.resolve("state"))
                        .label("new", "label")
                        .toOpenMetrics(directory)
                        .export())
                .withMessageContaining("is of an export to OpenMetrics, schema metrics, labels {}")
                .withMessageContaining("labels {new=label}");
        try (StateFile held = StateFile.open(directory.resolve("state"))) {
            assertThat(held.read()).isPresent();
            assertThatIllegalStateException()
                    .isThrownBy(() -> export(day(2)))
                    .withMessageContaining("another export has the state file");
        }
    }

    /** As on a disk that is full, where files still have names. */
    @Test
    void writesTheDayAgainAfterItCouldNot() throws Exception {
        database.execute("INSERT INTO metrics.metric_sample SELECT '2026-03-23 06:00:00+00'::timestamptz"
                + " + n * interval '1 second', 1, n FROM generate_series(1, 1000) n");
        Files.createSymbolicLink(directory.resolve("metrics-2026-03-23.om.tmp"), Path.of("/dev/full"));

        assertThatIOException().isThrownBy(() -> export(day(1)));
        assertThat(Files.exists(directory.resolve("metrics-2026-03-23.om"))).isFalse();

        assertThat(export(day(1)).rows()).isEqualTo(1_007);
        assertThat(lines(23)).hasSize(14 + 1_000).endsWith("# EOF");
    }

    @Tag("ci")
    @Test
    void aStrictParserTakesIt() throws Exception {
        // The parser compares fractions of a second without the seconds; and it loses buckets at a second time.
        database.execute("UPDATE metrics.metric_sample SET ts = date_trunc('second', ts)");
        distribution("10:00:00", 250_000_000, 500_000_000, 2_000_000_000);
        series(7, "jobs", "gauge", "{}");
        sample(7, "10:00:00", "1");
        export(day(1));

        String said = ExternalProgram.output(
                PYTHON, "-c", PARSE, directory.resolve("metrics-2026-03-23.om").toString());

        assertThat(said.lines())
                .containsExactly(
                        "jobs gauge  1",
                        "jobs_seen unknown  1",
                        "jobs_total unknown  2",
                        "lag_seconds gauge seconds 3",
                        "wait_seconds histogram seconds 5");
    }
}
