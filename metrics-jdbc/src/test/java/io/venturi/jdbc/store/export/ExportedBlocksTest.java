package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.venturi.jdbc.Await;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A week of a thousand series and some histograms as files, made into blocks, which a real Prometheus serves. */
@Tag("ci")
class ExportedBlocksTest {

    private static final int STEPS = 240;
    private static final Instant NOON = StoredWeek.BEGIN.plus(Duration.ofHours(4));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonFactory JSON = new JsonFactory();

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static StoredHistogram histogram;

    @TempDir
    Path directory;

    private int port;

    @BeforeAll
    static void fill() throws Exception {
        StoredWeek.install(database);
        StoredWeek.fill(database, 200);
        histogram = StoredHistogram.store(database, 900_000, 1, STEPS);
    }

    @Test
    void haveEachSampleOnce() throws Exception {
        export(StoredWeek.END.plus(Duration.ofHours(30)));
        Path blocks = blocks();
        try (ExternalProgram prometheus = prometheus(blocks)) {
            Map<String, Map<Long, Double>> expected = Stored.byMetricAndN(database, true);
            Map<String, Map<Long, Double>> arrived = new HashMap<>();
            for (String metric : List.of("jobs_0_total", "jobs_1_total", "depth_2", "depth_3", "depth_4")) {
                raw(prometheus, metric, StoredWeek.END).forEach((labels, values) -> {
                    assertThat(labels).containsEntry("component_type", "worker_pool");
                    assertThat(arrived.put(metric + '/' + labels.get("n"), values))
                            .isNull();
                });
            }
            assertThat(arrived).hasSize(1_000).isEqualTo(expected);
            assertHistogram(prometheus);
        }
    }

    /** One file a day, and none twice; what is not over yet waits. */
    private void export(Instant last) throws Exception {
        for (Instant now = StoredWeek.BEGIN; now.isBefore(last); now = now.plus(Duration.ofHours(30))) {
            ExportReport report = MetricExporter.builder(database.dataSource(), "metrics", directory.resolve("state"))
                    .clock(Clock.fixed(now, ZoneOffset.UTC))
                    .margin(Duration.ofHours(1))
                    .toOpenMetrics(directory.resolve("files"))
                    .export();
            assertThat(report.late()).isZero();
        }
        try (Stream<Path> files = Files.list(directory.resolve("files"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(StoredWeek.DAYS)
                    .allMatch(name -> name.matches("metrics-2026-03-2[3-9]\\.om"));
        }
    }

    private Path blocks() throws Exception {
        Path blocks = directory.resolve("blocks");
        try (Stream<Path> files = Files.list(directory.resolve("files"))) {
            for (Path file : files.sorted().toList()) {
                ExternalProgram.output(
                        "promtool",
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        "--quiet",
                        file.toString(),
                        blocks.toString());
            }
        }
        return blocks;
    }

    private ExternalProgram prometheus(Path blocks) throws Exception {
        port = ExternalProgram.freePort();
        ExternalProgram program = ExternalProgram.start(
                directory,
                "prometheus",
                "--config.file=" + Files.writeString(directory.resolve("nothing.yml"), "scrape_configs: []\n"),
                "--storage.tsdb.path=" + blocks,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!ready()) {
            assertThat(System.nanoTime()).as("it says: " + program).isLessThan(end);
            Await.pause();
        }
        return program;
    }

    private boolean ready() throws InterruptedException {
        try {
            return CLIENT.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonTree query(ExternalProgram prometheus, String promql, Instant at) throws Exception {
        String url = "http://127.0.0.1:" + port + "/api/v1/query?time=" + at.toEpochMilli() / 1_000 + "&query="
                + URLEncoder.encode(promql, StandardCharsets.UTF_8);
        String answer = CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
        assertThat(answer).as(promql + "; it says: " + prometheus).startsWith("{\"status\":\"success\"");
        try (JsonParser parser = JSON.createParser(answer)) {
            parser.nextToken();
            return JsonTree.read(parser).get("data").get("result");
        }
    }

    private Map<Map<String, String>, Map<Long, Double>> raw(ExternalProgram prometheus, String metric, Instant until)
            throws Exception {
        Map<Map<String, String>, Map<Long, Double>> series = new HashMap<>();
        for (JsonTree one : query(prometheus, metric + "[8d]", until).items()) {
            Map<String, String> labels = new HashMap<>();
            one.get("metric").fields().forEach((label, value) -> labels.put(label, value.text()));
            Map<Long, Double> values = new HashMap<>();
            for (JsonTree value : one.get("values").items()) {
                long millis = Math.round(Double.parseDouble(value.items().get(0).text()) * 1_000);
                assertThat(values.put(millis, Stored.number(value.items().get(1).text())))
                        .isNull();
            }
            assertThat(series.put(labels, values)).isNull();
        }
        return series;
    }

    private void assertHistogram(ExternalProgram prometheus) throws Exception {
        assertThat(scalar(prometheus, "wait_seconds_count"))
                .isEqualTo(scalar(prometheus, "wait_seconds_bucket{le=\"+Inf\"}"))
                .isEqualTo((double) histogram.count());
        for (double q : new double[] {0.5, 0.9, 0.99}) {
            double quantile = scalar(
                    prometheus, "histogram_quantile(" + q + ", sum by (le) (increase(wait_seconds_bucket[5h])))");
            // As far apart as two bounds are, in the ratio of 1.5 at most.
            assertThat(quantile / histogram.quantile(q)).isBetween(1 / 1.6, 1.6);
        }
        assertThat(scalar(prometheus, "sum(rate(wait_seconds_sum[5h])) / sum(rate(wait_seconds_count[5h]))")
                        / (histogram.sum() / (double) histogram.count()))
                .isBetween(0.9, 1.1);
    }

    private double scalar(ExternalProgram prometheus, String promql) throws Exception {
        List<JsonTree> found = query(prometheus, promql, NOON).items();
        assertThat(found).as(promql).hasSize(1);
        return Stored.number(found.get(0).get("value").items().get(1).text());
    }
}
