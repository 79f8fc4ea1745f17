package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exemplars, read by programs that are not ours: a strict parser, and a Prometheus that keeps them. */
@Tag("ci")
class ExemplarsInPrometheusTest {

    /** Debian's, to which its package python3-prometheus-client belongs. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final String PARSE = """
            import sys
            from prometheus_client.openmetrics.parser import text_fd_to_metric_families
            for family in text_fd_to_metric_families(sys.stdin):
                for sample in family.samples:
                    if sample.exemplar:
                        print(sample.name, sample.exemplar.labels["trace_id"], sample.exemplar.value)
            """;

    private static final long PATIENCE_SECONDS = 20;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private static VenturiPrometheusRegistry registry() {
        VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(
                PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new OneTrace());
        Counter.builder("c")
                .description("A \"counter\"\n.")
                .tag("t", "\\ \" \n é")
                .register(registry)
                .increment(2);
        Timer.builder("slo")
                .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofMillis(500))
                .register(registry)
                .record(Duration.ofMillis(250));
        registry.summary("plain").record(3);
        return registry;
    }

    @Test
    void aStrictParserTakesThem() throws IOException, InterruptedException {
        Path text = Files.writeString(directory.resolve("text"), registry().scrape(Scrapes.OPENMETRICS));
        Process parser = new ProcessBuilder(PYTHON, "-c", PARSE)
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(parser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(parser.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactlyInAnyOrder(
                        "c_total " + OneTrace.TRACE_ID + " 2.0", "slo_seconds_bucket " + OneTrace.TRACE_ID + " 0.25");
    }

    @Test
    void prometheusKeepsThem() throws IOException, InterruptedException {
        VenturiPrometheusRegistry registry = registry();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = registry.scrape(Scrapes.OPENMETRICS).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", Scrapes.OPENMETRICS);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        int port = freePort();
        Process prometheus = prometheus(server.getAddress().getPort(), port);
        try {
            awaitExemplar(port, "c_total", "2");
            awaitExemplar(port, "slo_seconds_bucket", "0.25");
        } finally {
            prometheus.destroy();
            if (!prometheus.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
            }
            server.stop(0);
        }
    }

    private Process prometheus(int target, int port) throws IOException {
        Path configuration = Files.writeString(directory.resolve("scrapes.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: registry
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(target));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--enable-feature=exemplar-storage")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitExemplar(int port, String series, String value) throws InterruptedException {
        String expected = "\"trace_id\":\"" + OneTrace.TRACE_ID + "\"},\"value\":\"" + value + "\"";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String answer = "";
        while (!answer.contains(expected) && System.nanoTime() < deadline) {
            answer = exemplars(port, series);
        }
        assertThat(answer).contains(expected);
    }

    private static String exemplars(int port, String series) throws InterruptedException {
        String query = URLEncoder.encode(series, StandardCharsets.UTF_8);
        long now = System.currentTimeMillis() / 1000;
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query_exemplars?query=" + query + "&start="
                + (now - 60) + "&end=" + (now + 60));
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // not listening yet
        }
    }
}
