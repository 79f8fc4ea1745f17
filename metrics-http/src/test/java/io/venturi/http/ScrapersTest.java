package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scrapers, each of which asks for a format of its own: they get that one, and store what the registry holds. */
@Tag("ci")
class ScrapersTest {

    private static final Map<String, String> STORED = Map.of(
            "up", "1",
            "orders_placed_total{shop=\"a \\\"b\\\" \\\\ é\"}", "3",
            "orders_open", "7.25",
            "orders_time_seconds_count", "2",
            "orders_time_seconds_sum", "0.75",
            "orders_time_seconds_bucket{le=\"0.5\"}", "1");

    /** What a scraper asked for, and what it was given. */
    private record Served(String accept, String contentType) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Queue<Served> served = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws IOException {
        Counter.builder("orders.placed")
                .description("Orders placed.")
                .tag("shop", "a \"b\" \\ é")
                .register(registry)
                .increment(3);
        Gauge.builder("orders.open", () -> 7.25).description("Open orders.").register(registry);
        Timer time = Timer.builder("orders.time")
                .description("From open to placed.")
                .serviceLevelObjectives(Duration.ofMillis(500))
                .register(registry);
        time.record(Duration.ofMillis(125));
        time.record(Duration.ofMillis(625));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpContext context =
                server.createContext("/metrics", PrometheusEndpoint.of(registry).httpHandler());
        context.getFilters()
                .add(Filter.afterHandler(
                        "notes what is served",
                        exchange -> served.add(new Served(
                                exchange.getRequestHeaders().getFirst("Accept"),
                                exchange.getResponseHeaders().getFirst("Content-Type")))));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        registry.close();
    }

    @Test
    void prometheusTakesOpenMetrics() throws Exception {
        assertScraped(prometheus(), "application/openmetrics-text", ExpositionFormat.OPENMETRICS);
    }

    @Test
    void prometheusWithNativeHistogramsTakesProtobuf() throws Exception {
        assertScraped(
                prometheus("--enable-feature=native-histograms"),
                "application/vnd.google.protobuf",
                ExpositionFormat.PROTOBUF);
    }

    @Test
    void victoriaMetricsTakesText() throws Exception {
        int port = ExternalProgram.freePort();
        List<String> command = List.of(
                "victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + directory.resolve("data"),
                "-promscrape.config=" + configuration(),
                "-search.latencyOffset=0s");
        assertScraped(new Scraper(command, port), "text/plain", ExpositionFormat.TEXT);
    }

    @Test
    void promtoolFindsNothingWrongWithTheText() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
        Path text = Files.write(directory.resolve("text"), Wire.get(metrics).body());
        assertThat(served).extracting(Served::contentType).containsExactly(ExpositionFormat.TEXT.contentType());
        assertThat(ExternalProgram.output("sh", "-c", "promtool check metrics < " + text))
                .isEmpty();
    }

    private record Scraper(List<String> command, int port) {}

    private Scraper prometheus(String... flags) throws IOException {
        int port = ExternalProgram.freePort();
        List<String> command = new ArrayList<>(List.of(
                "prometheus",
                "--config.file=" + configuration(),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
        command.addAll(List.of(flags));
        return new Scraper(command, port);
    }

    private Path configuration() throws IOException {
        return Files.writeString(directory.resolve("scrapes.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: registry
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(
                        server.getAddress().getPort()));
    }

    private void assertScraped(Scraper scraper, String asked, ExpositionFormat format) throws IOException {
        try (ExternalProgram program =
                ExternalProgram.start(directory, scraper.command().toArray(String[]::new))) {
            Wire.await("some scrapes; it says: " + program, () -> served.size() >= 3);
            STORED.forEach((query, value) -> {
                String expected = ",\"" + value + "\"]";
                Wire.await(
                        query + " is " + value, () -> ask(scraper.port(), query).contains(expected));
            });
        }
        assertThat(served).allSatisfy(scrape -> {
            assertThat(scrape.accept()).startsWith(asked);
            assertThat(scrape.contentType()).isEqualTo(format.contentType());
        });
    }

    /** The answer to an instant query, as JSON; empty while there is none. */
    private static String ask(int port, String query) {
        String parameter = URLEncoder.encode(query, StandardCharsets.UTF_8);
        return Wire.text(Wire.get(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + parameter)));
    }
}
