package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.PipelineMetrics;
import io.venturi.http.api.ApiClient.Reply;
import io.venturi.jdbc.store.MetricStore;
import io.venturi.jdbc.store.RegistryHistory;
import io.venturi.jdbc.tables.TableCountCollector;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is read over HTTP is what is stored, and whoever asks for something wrong is told what. */
abstract class ReadingContract extends ApiContract {

    private @Nullable TableCountCollector collector;
    private String first = "";
    private String second = "";

    ReadingContract(ApiHost.Kind kind) {
        super(kind);
    }

    @Override
    MetricsApi.Builder options(MetricsApi.Builder builder) throws SQLException {
        database.execute("CREATE SCHEMA shop; CREATE TABLE shop.orders AS SELECT generate_series(1, 7) AS id;"
                + " CREATE TABLE shop.\"Odd & Ends\" (id int); CREATE SCHEMA tmp; CREATE TABLE tmp.t (id int)");
        PipelineMetrics metrics =
                PipelineMetrics.builder(new SimpleMeterRegistry()).build();
        TableCountCollector counting = TableCountCollector.builder(database.dataSource(), metrics)
                .database("shop")
                .skipSchemas("metrics")
                .store(HistoryDatabase.SCHEMA)
                .build();
        collector = counting;
        return builder.tableCounts(counting).maxPoints(100).maxSeries(20);
    }

    @Override
    void prepare() {
        first = registered("first");
        second = registered("second");
        for (int i = 0; i < 30; i++) {
            client.post(
                    "/api/metrics",
                    body(
                            first,
                            "{\"name\": \"lag_seconds\", \"type\": \"gauge\", \"value\": " + i
                                    + ", \"unit\": \"seconds\", \"help\": \"Lag.\", \"labels\": {\"table\": \"a\", \"odd\": \"é&=+ %\"}, \"timestamp\": \""
                                    + now.minusSeconds(10L * i) + "\"}"));
        }
        client.post("/api/metrics", body(second, gauge("lag_seconds", 0.5, now)));
    }

    @AfterAll
    void close() {
        if (collector != null) {
            collector.close();
        }
    }

    private void assertRefused(String path, int status, String flaw) {
        Reply reply = client.get(path);
        assertThat(reply.status()).as(path + ' ' + reply.text()).isEqualTo(status);
        assertThat(reply.flaws()).as(reply.text()).containsExactly('/' + flaw);
    }

    @Test
    void seriesAreFoundByNameLabelAndComponent() {
        JsonNode all = client.get("/api/metrics?name=lag_seconds").json().path("series");
        assertThat(all).hasSize(2);

        Reply reply =
                client.get("/api/metrics?name=lag_seconds&label.table=a&label.odd=" + ApiClient.encoded("é&=+ %"));
        assertThat(reply.json().path("series")).hasSize(1);
        JsonNode series = reply.json().path("series").path(0);
        assertThat(series.path("runtime_id").asText()).isEqualTo(first);
        assertThat(series.path("type").asText()).isEqualTo("gauge");
        assertThat(series.path("unit").asText()).isEqualTo("seconds");
        assertThat(series.path("labels").path("odd").asText()).isEqualTo("é&=+ %");
        assertThat(series.path("points")).hasSize(30);
        assertThat(series.path("points").path(29).path("timestamp").asText()).isEqualTo(now.toString());
        assertThat(series.path("points").path(29).path("value").asDouble()).isZero();

        assertThat(client.get("/api/metrics?name=lag_seconds&runtime_id=" + second)
                        .json()
                        .path("series"))
                .hasSize(1);
        assertThat(client.get("/api/metrics?name=nothing").json().path("series"))
                .isEmpty();
    }

    @Test
    void timesAndStepsRestrictTheAnswer() {
        String query = "/api/metrics?name=lag_seconds&label.table=a";
        assertThat(client.get(query + "&from=" + now.minusSeconds(95) + "&to=" + now.minusSeconds(45))
                        .json()
                        .at("/series/0/points"))
                .hasSize(5);
        for (String minute : List.of("60", "PT1M")) {
            JsonNode points = client.get(
                            query + "&step=" + minute + "&from=" + now.minusSeconds(290) + "&to=" + now.plusSeconds(1))
                    .json()
                    .at("/series/0/points");
            assertThat(points.size()).isBetween(5, 6);
        }
    }

    /** As the library stores it, in a process of its own. */
    @Test
    void quantilesOfHistogramsAreGiven() throws SQLException {
        Duration step = Duration.ofSeconds(30);
        try (MetricStore store = MetricStore.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                .runtime("worker_pool", "timed")
                .build()) {
            VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
            Timer timer = Timer.builder("handling").tag("kind", "a").register(registry);
            RegistryHistory history =
                    RegistryHistory.builder(registry, store).step(step).start();
            for (int i = 1; i <= 100; i++) {
                timer.record(Duration.ofMillis(i));
            }
            history.close(); // takes a last step
        }
        Reply reply = client.get("/api/metrics?name=handling_seconds&label.kind=a&quantiles=0.5,0.99&to="
                + Instant.now().plusSeconds(60));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode series = reply.json().path("series");
        assertThat(series).as(reply.text()).hasSize(1);
        assertThat(series.at("/0/unit").asText()).isEqualTo("seconds");
        assertThat(series.at("/0/distributions")).hasSize(1);
        assertThat(series.at("/0/distributions/0/count").asInt()).isEqualTo(100);
        assertThat(series.at("/0/distributions/0/quantiles/0.5").asDouble()).isBetween(0.048, 0.052);
        assertThat(series.at("/0/distributions/0/quantiles/0.99").asDouble()).isBetween(0.097, 0.101);
        assertThat(client.get("/api/metrics?name=handling_seconds").json().path("series"))
                .as("which is no value")
                .isEmpty();
        for (String wrong : List.of("p99", "2", "-1", "0.5,", "0.5;0.9", "1.1", "0.1,".repeat(21) + "1")) {
            assertRefused("/api/metrics?name=a&quantiles=" + wrong, 400, "quantiles");
        }
    }

    @Test
    void whatIsAskedForWronglyIsNamed() {
        assertRefused("/api/metrics", 400, "name");
        assertRefused("/api/metrics?name=", 400, "name");
        assertRefused("/api/metrics?name=a&name=b", 400, "name");
        assertRefused("/api/metrics?name=a&metric=b", 400, "metric");
        assertRefused("/api/metrics?name=a&label.=b", 400, "label.");
        assertRefused("/api/metrics?name=a%00b", 400, "name");
        assertRefused("/api/metrics?name=a&runtime_id=1", 400, "runtime_id");
        assertRefused("/api/metrics?name=a&from=yesterday", 400, "from");
        assertRefused("/api/metrics?name=a&from=2026-03-29T12:00:00", 400, "from");
        assertRefused("/api/metrics?name=a&from=%2B99999-01-01T00:00:00Z", 400, "from");
        assertRefused("/api/metrics?name=a&from=0001-01-01T00:00:00%2B18:00", 400, "from");
        assertRefused("/api/metrics?name=a&to=9998-12-31T23:00:00-18:00", 400, "to");
        assertRefused("/api/metrics?name=a&quantiles=0.5,0.50", 400, "quantiles");
        assertRefused("/api/metrics?name=a&from=" + now + "&to=" + now, 400, "from");
        assertRefused("/api/metrics?name=a&from=" + now + "&to=" + now.minusSeconds(1), 400, "from");
        assertRefused("/api/metrics?name=a&step=minute", 400, "step");
        assertRefused("/api/metrics?name=a&limit=0", 400, "limit");
        assertRefused("/api/metrics?name=a&limit=101", 400, "limit");
        assertThat(client.get("/api/metrics?name=a&step=0").detail()).contains("step is PT0S");
        for (String malformed : List.of("name=%ff", "name=%e2%82", "name=%C0%80", "name=a%2")) {
            assertThat(status("/api/metrics?" + malformed)).as(malformed).isEqualTo(400);
        }
        assertThat(client.get("/api/metrics?name=" + "a".repeat(17_000)).status())
                .isIn(400, 414, 431);
    }

    /** Some servers refuse it themselves. */
    private int status(String path) {
        String answer;
        try (Socket socket = new Socket(host.base().getHost(), host.base().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @Test
    void limitsAreNamedWithTheRemedy() {
        assertRefused("/api/metrics?name=a&from=" + now.minus(Duration.ofDays(32)) + "&to=" + now, 422, "from");
        Reply reply = client.get("/api/metrics?name=lag_seconds&limit=10");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.detail()).contains("more than 10 values", "longer step");
        String crowd = registered("crowd");
        String[] items = new String[21];
        for (int i = 0; i < items.length; i++) {
            items[i] = "{\"name\": \"crowd\", \"type\": \"gauge\", \"value\": 1, \"labels\": {\"i\": \"" + i
                    + "\"}, \"timestamp\": \"" + now.minus(Duration.ofHours(2)) + "\"}";
        }
        assertThat(client.post("/api/metrics", body(crowd, items)).status()).isEqualTo(200);
        assertThat(client.get("/api/metrics?name=crowd").detail()).contains("more than 20 series");
        assertThat(client.get("/api/runtime/" + crowd + "/metrics?within=PT3H").status())
                .isEqualTo(422);
    }

    @Test
    void componentsAreListedWithWhatTheyTold() {
        JsonNode runtimes = client.get("/api/runtime").json().path("runtimes");
        assertThat(runtimes.findValuesAsText("name")).contains("first", "second");
        assertThat(client.get("/api/runtime?limit=1").json().path("runtimes")).hasSize(1);
        assertRefused("/api/runtime?limit=10001", 400, "limit");
    }

    @Test
    void aComponentsNewestValuesAreShown() {
        JsonNode json = client.get("/api/runtime/" + first + "/metrics").json();
        assertThat(json.at("/runtime/name").asText()).isEqualTo("first");
        assertThat(json.path("metrics")).hasSize(1);
        assertThat(json.at("/metrics/0/timestamp").asText()).isEqualTo(now.toString());
        assertThat(json.at("/metrics/0/value").asDouble()).isZero();
        assertRefused("/api/runtime/00000000-0000-0000-0000-00000000dead/metrics", 404, "runtime_id");
        assertRefused("/api/runtime/first/metrics", 400, "runtime_id");
        assertRefused("/api/runtime/" + first + "/metrics?within=P400D", 400, "within");
    }

    @Test
    void theNewestValuesCanBeScraped() {
        Reply reply = client.get("/api/metrics/prometheus");
        assertThat(reply.header("Content-Type").replace(" ", "").toLowerCase(Locale.ROOT))
                .isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        String family = "# HELP lag_seconds Lag.\n# TYPE lag_seconds gauge\n";
        String ofFirst = "lag_seconds{component_type=\"worker_pool\",odd=\"é&=+ %\",runtime=\"first\",table=\"a\"} 0.0 "
                + now.toEpochMilli() + "\n";
        String ofSecond =
                "lag_seconds{component_type=\"worker_pool\",runtime=\"second\"} 0.5 " + now.toEpochMilli() + "\n";
        // Beside it, what another test's component stores.
        assertThat(reply.text().replaceAll("(?m)^.*handling_seconds.*\n", "")).isEqualTo(family + ofFirst + ofSecond);
        assertThat(client.get("/api/metrics/prometheus?runtime_id=" + first).text())
                .isEqualTo(family + ofFirst);
        assertThat(client.get("/api/metrics/prometheus?runtime_id=" + second).text())
                .isEqualTo("# TYPE lag_seconds gauge\n" + ofSecond);
    }

    @Test
    void nothingIsHealthyForWantOfData() throws SQLException {
        Reply reply = client.get("/api/health");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("overall_status").asText()).isEqualTo("unknown");

        database.execute(
                "UPDATE metrics.health_setting SET value = 0 WHERE name IN ('queues_expected', 'processing_expected')");
        try {
            reply = client.get("/api/health");
            assertThat(reply.json().path("overall_status").asText()).isEqualTo("healthy");
            assertThat(reply.status()).isEqualTo(200);
            database.execute(
                    "INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES ('w', 't', 'warning', 'm')");
            reply = client.get("/api/health");
            assertThat(reply.json().path("overall_status").asText()).isEqualTo("warning");
            assertThat(reply.status()).isEqualTo(200);
            database.execute(
                    "INSERT INTO metrics.worker_issues (worker_name, issue_type, severity, message) VALUES ('w', 't', 'critical', 'm')");
            reply = client.get("/api/health");
            assertThat(reply.json().path("overall_status").asText()).isEqualTo("critical");
            assertThat(reply.status()).isEqualTo(503);
        } finally {
            database.execute("DELETE FROM metrics.worker_issues; UPDATE metrics.health_setting SET value = 1"
                    + " WHERE name IN ('queues_expected', 'processing_expected')");
        }
    }

    @Test
    void tablesAreCountedAndTheirCountsRead() throws SQLException {
        database.execute("DELETE FROM metrics.table_metrics_daily_snapshot; DELETE FROM metrics.table_metrics_runs");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(client.get("/api/tables/latest").status()).isEqualTo(404);
        assertRefused("/api/tables/daily/" + today, 404, "date");

        Reply run = client.post("/api/tables/runs", "{\"skipSchemas\": [\"tmp\"]}");
        assertThat(run.status()).as(run.text()).isEqualTo(200);
        assertThat(run.json().path("status").asText()).isEqualTo("SUCCEEDED");

        JsonNode latest = client.get("/api/tables/latest").json();
        assertThat(latest.path("run_id")).isEqualTo(run.json().path("run_id"));
        assertThat(latest.path("tables").findValuesAsText("table")).containsExactly("Odd & Ends", "orders");
        assertThat(latest.at("/tables/1/rows").asInt()).isEqualTo(7);
        JsonNode daily = client.get(
                        "/api/tables/daily/" + latest.path("snapshot_date").asText())
                .json();
        assertThat(daily.at("/tables/1/rows").asInt()).isEqualTo(7);
        JsonNode trend = client.get("/api/tables/trend?schema=shop&table=" + ApiClient.encoded("Odd & Ends"))
                .json();
        assertThat(trend.path("points")).hasSize(1);
        assertThat(trend.at("/points/0/rows").asInt(-1)).isZero();
        assertThat(client.get("/api/tables/trend?schema=shop&table=none").json().path("points"))
                .isEmpty();
    }

    @Test
    void whatIsWrongWithTableCallsIsNamed() throws SQLException {
        String before = database.everything();
        assertRefused("/api/tables/daily/today", 400, "date");
        assertRefused("/api/tables/daily/2026-02-30", 400, "date");
        assertRefused("/api/tables/trend?schema=shop", 400, "table");
        assertRefused("/api/tables/trend?schema=" + "s".repeat(64) + "&table=t", 400, "schema");
        assertRefused("/api/tables/trend?schema=s&table=t&from=" + now + "&to=" + now.minusSeconds(9), 400, "from");
        assertRefused("/api/tables/trend?schema=s&table=t&from=2000-01-01T00:00:00Z", 422, "from");
        assertRefused("/api/tables/trend?schema=s&table=t&limit=10001", 400, "limit");
        assertRefused("/api/tables/latest?limit=1", 400, "limit");
        for (String body : List.of(
                "",
                "[]",
                "{\"skip\": []}",
                "{\"exclude\": [\"orders\"]}",
                "{\"exclude\": 1}",
                "{",
                "{\"exclude\": [[]]}")) {
            Reply reply = client.post("/api/tables/runs", body);
            assertThat(reply.status()).as(body + reply.text()).isEqualTo(400);
        }
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void headHasTheHeadersOnly() {
        for (String path :
                List.of("/api/metrics/prometheus", "/api/runtime", "/api/health", "/api/metrics?name=lag_seconds")) {
            Reply head = client.send("HEAD", path, new byte[0]);
            assertThat(head.status()).as(path).isEqualTo(client.get(path).status());
            assertThat(head.response().body()).isEmpty();
            assertThat(head.response().headers().firstValueAsLong("Content-Length"))
                    .isPresent();
        }
    }

    @Test
    void otherPathsAndMethodsAreNotServed() {
        for (String path : List.of(
                "/api",
                "/api/",
                "/api/metric",
                "/api/metrics/",
                "/api/tables/daily",
                "/api/runtime/x",
                "/api//metrics")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
        Reply reply = client.send("DELETE", "/api/metrics", new byte[0]);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(client.send("HEAD", "/api/metrics/cleanup", new byte[0]).header("Allow"))
                .isEqualTo("POST");
        assertThat(client.get("/api/tables/runs").status()).isEqualTo(405);
    }
}
