package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.venturi.http.ExternalProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the newest values, and rates them. */
@Tag("ci")
class ApiScrapedTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double PER_SECOND = 50;

    @TempDir
    private Path directory;

    private ApiHost host;
    private ApiClient client;
    private String id;
    private Instant started;

    @BeforeEach
    void start() {
        host = ApiHost.jdk(
                MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                        .build(),
                directory);
        client = new ApiClient(host.base());
        id = client.put("/api/runtime", "{\"component_type\": \"worker_pool\", \"name\": \"w\"}")
                .json()
                .path("runtime_id")
                .asText();
        started = Instant.now();
        post();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static String item(String name, String type, double value, String labels, Instant time) {
        return "{\"name\": \"" + name + "\", \"type\": \"" + type + "\", \"value\": " + value + ", \"labels\": {"
                + labels + "}, \"help\": \"Something that " + name + " tells.\", \"timestamp\": \"" + time + "\"}";
    }

    /** As things stand: what grows with the time that passes. */
    private void post() {
        Instant now = Instant.now();
        double seconds = Duration.between(started, now).toNanos() / 1e9;
        double count = Math.floor(100 + PER_SECOND * seconds);
        double fast = Math.floor(count * 0.9);
        String body = ApiContract.body(
                id,
                item("orders_total", "counter", count, "\"shop\": \"a\\\"b\\\\c é\"", now),
                item("open_orders", "gauge", 7.25, "", now),
                item("handling_seconds_count", "counter", count, "", now),
                item("handling_seconds_sum", "counter", count / 10, "", now),
                item("handling_seconds_max", "gauge", 0.5, "", now),
                item("call_seconds_bucket", "histogram", fast, "\"le\": \"0.1\"", now),
                item("call_seconds_bucket", "histogram", count, "\"le\": \"1\"", now),
                item("call_seconds_bucket", "histogram", count, "\"le\": \"+Inf\"", now),
                item("call_seconds_count", "histogram", count, "", now),
                item("call_seconds_sum", "histogram", count / 5, "", now));
        assertThat(client.post("/api/metrics", body).status()).isEqualTo(200);
    }

    @Test
    void promtoolFindsNothingWrong() throws Exception {
        Path text = Files.write(
                directory.resolve("text"),
                client.get("/api/metrics/prometheus").response().body());

        assertThat(Files.readString(text))
                .contains(
                        "# TYPE orders_total counter",
                        "# TYPE handling_seconds summary",
                        "# TYPE call_seconds histogram");
        assertThat(ExternalProgram.output("sh", "-c", "promtool check metrics < " + text))
                .isEmpty();
    }

    @Test
    void prometheusRatesCountersAndHistograms() throws Exception {
        int port = ExternalProgram.freePort();
        Path configuration = Files.writeString(
                directory.resolve("scrapes.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: history
                    metrics_path: /api/metrics/prometheus
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(host.base().getPort()));
        try (ExternalProgram prometheus = ExternalProgram.start(
                directory,
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)) {
            assertRates(port, "rate(orders_total{runtime=\"w\"}[10s])", PER_SECOND, prometheus);
            assertRates(port, "rate(handling_seconds_count[10s])", PER_SECOND, prometheus);
            assertRates(port, "rate(handling_seconds_sum[10s]) / rate(handling_seconds_count[10s])", 0.1, prometheus);
            assertRates(port, "rate(call_seconds_sum[10s]) / rate(call_seconds_count[10s])", 0.2, prometheus);
            assertRates(port, "histogram_quantile(0.45, rate(call_seconds_bucket[10s]))", 0.05, prometheus);
            assertRates(port, "open_orders{component_type=\"worker_pool\"}", 7.25, prometheus);
        }
    }

    /** Asks until the answer is that, within some percent, while values go on growing. */
    private void assertRates(int port, String query, double expected, ExternalProgram prometheus) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        double rate = Double.NaN;
        while (!(Math.abs(rate - expected) <= 0.05 * expected)) {
            assertThat(System.nanoTime())
                    .as(query + " is " + rate + "; Prometheus says " + prometheus)
                    .isLessThan(end);
            post();
            rate = ask(port, query);
        }
    }

    private static double ask(int port, String query) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + ApiClient.encoded(query));
        try {
            String answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            JsonNode value = new ObjectMapper().readTree(answer).at("/data/result/0/value/1");
            return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
        } catch (IOException e) {
            return Double.NaN; // it is not there yet
        }
    }
}
