package io.venturi.http;

import static io.venturi.http.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold their connection and let the server wait. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlowClientsTest {

    private static final int SLOW = 200;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void disconnect() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void halfARequestEachDoesNotStopAScrape() throws IOException {
        try (MetricsServer server = patient()) {
            connect(server, "GET /metrics HTTP/1.1\r\nX-Slow: ");
            assertScraped(server);
        }
    }

    @Test
    void clientsThatNeverSendTheirBodyDoNotStopAScrape() throws IOException {
        try (MetricsServer server = patient()) {
            connect(server, "POST /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n");
            assertScraped(server);
        }
    }

    @Test
    void clientsThatNeverReadTheAnswerDoNotStopAScrape() throws IOException {
        fill(60_000);
        try (MetricsServer server = patient()) {
            connect(server, "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
            assertScraped(server);
        }
    }

    @Test
    void aSlowClientIsCutOffAfterItsTimeEvenWhenItIsAlone() throws IOException {
        try (MetricsServer server = MetricsServer.builder(registry)
                .port(0)
                .clientTimeout(Duration.ofMillis(200))
                .start()) {
            try (Socket half = Wire.raw(server.uri(), "GET /metrics HT")) {
                assertThat(half.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(get(server.uri()).statusCode()).isEqualTo(200);
        }
    }

    /** No client is cut off for its slowness alone: a scrape is answered because there are too many of them. */
    private MetricsServer patient() {
        return MetricsServer.builder(registry)
                .port(0)
                .clientTimeout(Duration.ofHours(1))
                .start();
    }

    private void connect(MetricsServer server, String bytes) throws IOException {
        for (int i = 0; i < SLOW; i++) {
            clients.add(Wire.raw(server.uri(), bytes));
        }
    }

    private void fill(int series) {
        String padding = "x".repeat(100);
        for (int i = 0; i < series; i++) {
            registry.counter("padding", "n", padding + i);
        }
    }

    private static void assertScraped(MetricsServer server) {
        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> response = get(server.uri().resolve("/metrics?name%5B%5D=none"));
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }
}
