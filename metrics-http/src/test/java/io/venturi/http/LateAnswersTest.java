package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges of the JDK's server that are answered after their handler has returned, by another thread. */
class LateAnswersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final ServedMeters meters = new ServedMeters(registry);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<HttpExchange> handedOver = new CompletableFuture<>();
    private HttpServer server;
    private URI orders;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        HttpContext context = server.createContext("/", handedOver::complete);
        ApiMetricsHttpFilter.builder(metrics)
                .routes(RouteTemplates.of("/orders"))
                .sizes(true)
                .install(context);
        server.start();
        orders = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/orders");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        metrics.close();
    }

    @Test
    void aBodyOfUnknownLengthIsCountedWhenItIsClosed() throws IOException {
        var response = Wire.async("GET", orders);
        HttpExchange exchange = late();
        exchange.sendResponseHeaders(201, 0);
        exchange.getResponseBody().write(new byte[7]);
        assertThat(meters.requests()).isZero();
        exchange.getResponseBody().close();
        assertIs(response, "GET", 201, 7);
    }

    @Test
    void aBodyOfKnownLengthIsCountedWhenItIsClosed() throws IOException {
        var response = Wire.async("GET", orders);
        HttpExchange exchange = late();
        exchange.sendResponseHeaders(202, 5);
        exchange.getResponseBody().write(new byte[5]);
        assertThat(meters.requests()).isZero();
        exchange.close();
        assertIs(response, "GET", 202, 5);
    }

    @Test
    void anAnswerWithoutABodyIsCountedWhenItIsClosed() throws IOException {
        var response = Wire.async("GET", orders);
        HttpExchange exchange = late();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
        assertIs(response, "GET", 204, 0);
    }

    @Test
    void anAnswerToHeadIsCountedWhenItIsClosed() throws IOException {
        var response = Wire.async("HEAD", orders);
        HttpExchange exchange = late();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
        assertIs(response, "HEAD", 200, 0);
    }

    /** The exchange, when the filter has let go of it. */
    private HttpExchange late() {
        HttpExchange exchange = handedOver.join();
        Wire.await("the filter returned", () -> exchange.getResponseBody() instanceof CompletionStream);
        return exchange;
    }

    private void assertIs(CompletableFuture<HttpResponse<byte[]>> response, String method, int status, int bytes) {
        assertThat(response.join().statusCode()).isEqualTo(status);
        assertThat(response.join().body()).hasSize(bytes);
        meters.awaitOnly("/orders", method, Integer.toString(status));
        meters.awaitSize("pipeline.api.response.size", "/orders", bytes);
    }
}
