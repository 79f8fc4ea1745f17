package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.PipelineMetrics;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link ApiNaming#OTEL}, as Prometheus sees it, on each server. */
class OtelNamingTest {

    private static final RouteTemplates ROUTES = RouteTemplates.of("/orders/{id}", "/down", "/boom");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void attributesOnTheJdksServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ApiMetricsHttpFilter.builder(metrics)
                .routes(ROUTES)
                .naming(ApiNaming.OTEL, registry)
                .install(server.createContext("/", OtelNamingTest::handle));
        server.start();
        try {
            assertAttributes(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void attributesOnTomcat() throws IOException {
        try (ServletHost host = TomcatHost.start(directory, ServletHost.Deployment.of(this::setUp))) {
            assertAttributes(host.base());
        }
    }

    @Test
    void attributesOnJetty() throws IOException {
        try (ServletHost host = JettyHost.start(directory, ServletHost.Deployment.of(this::setUp))) {
            assertAttributes(host.base());
        }
    }

    @Test
    void schemesAndVersionsAreBounded() {
        for (boolean secure : new boolean[] {false, true}) {
            for (List<String> known : List.of(
                    List.of("HTTP/1.0", "1.0"),
                    List.of("HTTP/1.1", "1.1"),
                    List.of("HTTP/2", "2"),
                    List.of("HTTP/2.0", "2"),
                    List.of("HTTP/3", "3"),
                    List.of("HTTP/3.0", "3"),
                    List.of("SPDY/9", ""),
                    List.of("", ""))) {
                int index = RequestProtocol.index(secure, known.get(0));
                assertThat(index).isBetween(0, RequestProtocol.COUNT - 1);
                assertThat(RequestProtocol.version(index)).isEqualTo(known.get(1));
                assertThat(RequestProtocol.scheme(index)).isEqualTo(secure ? "https" : "http");
            }
        }
    }

    private void assertAttributes(URI base) throws IOException {
        Wire.get(base.resolve("/orders/1"));
        Wire.get(base.resolve("/nowhere"));
        Wire.get(base.resolve("/down"));
        send(base, "GET /boom HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        send(base, "BREW /orders/1 HTTP/1.0\r\nHost: h\r\n\r\n");
        awaitCount("", "GET", "200", "/orders/{id}", "1.1");
        awaitCount("", "GET", "404", "", "1.1");
        awaitCount("503", "GET", "503", "/down", "1.1");
        awaitCount("IllegalStateException", "GET", "500", "/boom", "1.1");
        awaitCount("", "_OTHER", "200", "/orders/{id}", "1.0");
        assertThat(registry.scrape().lines().filter(line -> line.contains("_bucket") && line.contains("/down")))
                .extracting(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
                .containsExactly(
                        "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.25", "0.5", "0.75", "1.0", "2.5", "5.0",
                        "7.5", "10.0", "+Inf");
    }

    private void awaitCount(String error, String method, String status, String route, String version) {
        String expected = "http_server_request_duration_seconds_count{error_type=\"" + error
                + "\",http_request_method=\"" + method + "\",http_response_status_code=\"" + status
                + "\",http_route=\"" + route + "\",network_protocol_version=\"" + version
                + "\",url_scheme=\"http\"} 1";
        Wire.await(expected, () -> registry.scrape().lines().anyMatch(expected::equals));
    }

    private static void send(URI base, String request) throws IOException {
        try (Socket socket = Wire.raw(base, request)) {
            Wire.readAll(socket);
        }
    }

    private static int status(String path) {
        return switch (path) {
            case "/down" -> 503;
            case "/boom" -> throw new IllegalArgumentException(new IllegalStateException("secret"));
            case "/orders/1" -> 200;
            default -> 404;
        };
    }

    private static void handle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(status(exchange.getRequestURI().getPath()), -1);
        exchange.close();
    }

    private void setUp(ServletContext context) {
        ApiMetricsFilter.builder(metrics)
                .routes(ROUTES)
                .naming(ApiNaming.OTEL, registry)
                .install(context);
        ServletHost.serve(context, "/", (request, response) -> response.setStatus(status(request.getRequestURI())));
    }
}
