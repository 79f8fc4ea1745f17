package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Histograms and interruptions, with a real VictoriaMetrics. */
@Tag("ci")
class ExportedHistogramTest {

    private static final int STEPS = 60;
    private static final double[] BOUNDS = {0.01, 0.05, 0.1, 0.2, 0.5, 1, 10};
    private static final Instant END = StoredHistogram.time(STEPS);

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    static Path directory;

    private static StoredHistogram one;
    private static StoredHistogram two;
    private static RunningVictoriaMetrics victoria;

    @BeforeAll
    static void start() throws Exception {
        StoredWeek.install(database);
        one = StoredHistogram.store(database, 10, 1, STEPS);
        two = StoredHistogram.store(database, 20, 2, STEPS / 2);
        database.execute("""
                INSERT INTO metrics.metric_series (series_id, runtime_id, metric_name, metric_type)
                VALUES (30, '00000000-0000-0000-0000-000000000001', 'jobs_total', 'counter')""", """
                INSERT INTO metrics.metric_sample (ts, series_id, value)
                SELECT '%s'::timestamptz + n * interval '1 minute', 30, n %% 20 FROM generate_series(0, 59) n""".formatted(StoredWeek.BEGIN));
        victoria = RunningVictoriaMetrics.start(directory);
    }

    @AfterAll
    static void stop() {
        victoria.close();
    }

    /** Each has a label of its own, so that all can have one receiver. */
    private static MetricExporter.Builder exporter(String run) {
        return MetricExporter.builder(database.dataSource(), "metrics", directory.resolve(run))
                .label("run", run)
                .bounds(BOUNDS)
                .margin(Duration.ZERO)
                .clock(Clock.fixed(END, ZoneOffset.UTC));
    }

    private static Map<Labelled, SampleList> arrived(String run) throws Exception {
        Map<Labelled, SampleList> found = new HashMap<>();
        for (String line : victoria.export("{run=\"" + run + "\"}")) {
            ExportedLine.read(line, found);
        }
        return found;
    }

    /** All that is of a run, without its label, so that runs can be compared. */
    private static Map<String, List<String>> content(String run) throws Exception {
        Map<String, List<String>> content = new HashMap<>();
        arrived(run).forEach((series, samples) -> {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                lines.add(samples.millis(i) + " " + samples.value(i));
            }
            content.put(series.toString().replace("run=\"" + run + "\"", ""), lines);
        });
        return content;
    }

    @Test
    void hasWhatTheSketchesHave() throws Exception {
        MetricExporter exporter =
                exporter("whole").toVictoriaMetrics(victoria.target().build());

        ExportReport report = exporter.export();

        assertThat(report.damaged()).isZero();
        assertThat(report.rows())
                .isEqualTo(database.number("SELECT (SELECT count(*) FROM metrics.metric_sample)"
                        + " + (SELECT count(*) FROM metrics.metric_distribution)"));
        victoria.settle();
        assertThat(exporter.verify()).satisfies(verified -> {
            assertThat(verified.first()).isEmpty();
            assertThat(verified.isEqual()).isTrue();
            assertThat(verified.compared()).isEqualTo(report.samples());
        });
        assertLast("one", one);
        assertLast("two", two);
        Map<Labelled, SampleList> arrived = arrived("whole");
        assertThat(arrived).hasSize(2 * (BOUNDS.length + 3) + 1);
        assertThat(arrived.keySet()).allSatisfy(series -> {
            if (series.name().startsWith("wait")) {
                assertThat(series.labels()).containsEntry("exported_le", "own").containsEntry("queue", "q\"1");
            }
        });
        arrived.forEach((series, samples) -> {
            boolean first = "one".equals(series.labels().get("runtime"));
            assertThat(samples.size()).as(series.toString()).isEqualTo(first ? STEPS : STEPS / 2);
        });
    }

    private static void assertLast(String runtime, StoredHistogram histogram) throws Exception {
        arrived("whole").forEach((series, samples) -> {
            if (!series.name().startsWith("wait")
                    || !runtime.equals(series.labels().get("runtime"))) {
                return;
            }
            double last = samples.value(samples.size() - 1);
            if (series.name().endsWith("_sum")) {
                assertThat(last).isCloseTo(histogram.sum(), within(1e-9));
                return;
            }
            String le = series.labels().getOrDefault("le", "+Inf");
            if (le.equals("+Inf")) {
                assertThat((long) last).isEqualTo(histogram.count());
            } else {
                // Cells of two digits: what is next to a bound may be counted on its other side.
                double bound = Double.parseDouble(le);
                assertThat(last).isBetween((double) histogram.upTo(bound), (double) histogram.upTo(bound * 1.01));
            }
        });
    }

    @Test
    void canBeRatedAndAskedForQuantiles() throws Exception {
        exporter("rated").toVictoriaMetrics(victoria.target().build()).export();
        victoria.settle();
        Instant at = END;

        double increase = answer("sum(last_over_time(wait_seconds_count{run=\"rated\",runtime=\"one\"}[2h]))", at);
        double median = answer(
                "histogram_quantile(0.5, sum by (le) (last_over_time(wait_seconds_bucket{run=\"rated\",runtime=\"one\"}[2h])))",
                at);
        double rate = answer("rate(wait_seconds_count{run=\"rated\",runtime=\"one\"}[30m])", at.minusSeconds(60));

        assertThat((long) increase).isEqualTo(one.count());
        assertThat(median).isBetween(0.05, 0.2);
        assertThat(one.quantile(0.5)).isBetween(0.05, 0.2);
        assertThat(rate * 3_600 / one.count()).isBetween(0.5, 2.0);
    }

    private static double answer(String promql, Instant at) throws Exception {
        String answer = victoria.query(promql, at);
        Matcher value = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"]").matcher(answer);
        assertThat(value.find()).as(answer).isTrue();
        return Double.parseDouble(value.group(1));
    }

    /** At each request and each transaction: before it, and after it. */
    @Test
    void isTheSameHoweverItWasInterrupted() throws Exception {
        exporter("smooth").toVictoriaMetrics(victoria.target().build()).export();
        Map<String, List<String>> smooth = content("smooth");
        try (BrokenWay way = new BrokenWay(victoria.port())) {
            int interruptions = 0;
            for (int at = 0; at < 14; at++) {
                for (BrokenWay.Break how : BrokenWay.Break.values()) {
                    String run = how + "_" + at;
                    interruptions += exportInPieces(run, way, how, at);
                    assertThat(content(run)).as(run).isEqualTo(smooth);
                }
            }
            assertThat(interruptions).isGreaterThan(30);
        }
    }

    private static int exportInPieces(String run, BrokenWay way, BrokenWay.Break how, int at) throws Exception {
        int interruptions = 0;
        way.breakAt(how, at);
        while (true) {
            try {
                exporter(run)
                        .toVictoriaMetrics(
                                victoria.target(way.importUrl())
                                        .batchSamples(90)
                                        .retries(0)
                                        .build(),
                                time -> victoria.settle())
                        .export();
                return interruptions;
            } catch (IOException e) {
                interruptions++;
                assertThat(interruptions).isLessThan(5);
            }
        }
    }

    @Test
    void triesAgainWithoutSendingTwice() throws Exception {
        exporter("once").toVictoriaMetrics(victoria.target().build()).export();
        try (BrokenWay way = new BrokenWay(victoria.port())) {
            way.breakEach(3);
            exporter("retried")
                    .toVictoriaMetrics(
                            victoria.target(way.importUrl()).batchSamples(60).build(), time -> victoria.settle())
                    .export();
            assertThat(way.broken()).isGreaterThan(4);
        }
        assertThat(content("retried")).isEqualTo(content("once"));
    }

    @Test
    void goesOnWhereTheLastExportEnded() throws Exception {
        exporter("at_once").toVictoriaMetrics(victoria.target().build()).export();
        for (int minutes = 1; minutes < STEPS + 5; minutes += 7) {
            MetricExporter.builder(database.dataSource(), "metrics", directory.resolve("by_and_by"))
                    .label("run", "by_and_by")
                    .bounds(BOUNDS)
                    .margin(Duration.ofMinutes(2))
                    .clock(Clock.fixed(StoredWeek.BEGIN.plus(Duration.ofMinutes(minutes)), ZoneOffset.UTC))
                    .toVictoriaMetrics(victoria.target().build())
                    .export();
        }
        exporter("by_and_by").toVictoriaMetrics(victoria.target().build()).export();

        assertThat(content("by_and_by")).isEqualTo(content("at_once"));
    }

    @Test
    void verifyFindsWhatIsMissingOtherOrTooMuch() throws Exception {
        MetricExporter exporter =
                exporter("spoilt").toVictoriaMetrics(victoria.target().build());
        exporter.export();
        long at = StoredWeek.BEGIN.toEpochMilli();
        String series =
                "{\"metric\":{\"__name__\":\"jobs_total\",\"component_type\":\"worker_pool\",\"runtime\":\"one\",\"run\":\"spoilt\"},";
        victoria.put(series + "\"values\":[1],\"timestamps\":[" + (at + 1) + "]}");
        victoria.put(series + "\"values\":[3],\"timestamps\":[" + (at + 180_000) + "]}");
        victoria.settle();

        assertThat(exporter.verify()).satisfies(verified -> {
            assertThat(verified.unexpected()).isEqualTo(2);
            assertThat(verified.missing() + verified.different()).isZero();
            assertThat(verified.first()).hasSize(2).first().asString().contains("is not expected, but there is 1.0");
        });
    }
}
