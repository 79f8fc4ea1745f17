package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ApiMetricsHttpFilterTest {

    private static final RouteTemplates ROUTES = RouteTemplates.of("/orders", "/orders/{id}");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private URI base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        metrics.close();
    }

    @Test
    void requestsAreCountedAndTimedByTemplateMethodAndStatus() {
        ApiMetricsHttpFilter.install(serve("/", answer(200)), metrics, ROUTES);
        for (String path : new String[] {"/orders/1", "/orders/2?x=y", "/orders//3/"}) {
            Wire.get(base.resolve(path));
        }
        Wire.send("DELETE", base.resolve("/orders/1"));
        awaitRequests("/orders/{id}", "GET", "200", 3);
        awaitRequests("/orders/{id}", "DELETE", "200", 1);
        Timer timer = registry.get("pipeline.api.request.duration")
                .tags("endpoint", "/orders/{id}", "method", "GET")
                .timer();
        assertThat(timer.count()).isEqualTo(3);
        awaitActive(0);
    }

    @Test
    void longEncodedAndDottedPathsHaveNoRouteOfTheirOwn() throws IOException {
        ApiMetricsHttpFilter.install(serve("/", answer(200)), metrics, ROUTES);
        for (String path : new String[] {"/orders/%2e%2e", "/orders/../x", "/orders/" + "x".repeat(10_000)}) {
            exchange("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        exchange("GET /orders/a%2Fb HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitRequests("UNMATCHED", "GET", "200", 3);
        awaitRequests("/orders/{id}", "GET", "200", 1);
    }

    @Test
    void refusalsKeepTheTemplate() {
        ApiMetricsHttpFilter.install(
                serve(
                        "/",
                        exchange -> answerNow(
                                exchange,
                                Integer.parseInt(exchange.getRequestURI().getQuery()))),
                metrics,
                ROUTES);
        for (int status : new int[] {401, 403, 404, 405}) {
            Wire.send("OPTIONS", base.resolve("/orders/1?" + status));
            awaitRequests("/orders/{id}", "OPTIONS", Integer.toString(status), 1);
        }
    }

    @Test
    void requestsOnOneConnectionCountEach() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    answerNow(exchange, 200);
                }),
                metrics,
                ROUTES);
        String get = "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n";
        String post = "POST /orders HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
        exchange(get + post + get);
        Wire.send("HEAD", base.resolve("/orders"));
        awaitRequests("/orders", "GET", "200", 2);
        awaitRequests("/orders", "POST", "200", 1);
        awaitRequests("/orders", "HEAD", "200", 1);
        awaitActive(0);
    }

    @Test
    void randomPathsAreOneSeries() {
        countRandomPaths(2_000);
    }

    @Test
    @Tag("long")
    void manyRandomPathsAreOneSeries() {
        countRandomPaths(10_000);
    }

    @Test
    void withoutTemplatesTheContextsPathIsTheRouteUnlessItIsAll() {
        ApiMetricsHttpFilter.install(serve("/api", answer(200)), metrics);
        ApiMetricsHttpFilter.install(serve("/", answer(200)), metrics);
        Wire.get(base.resolve("/api/orders/1"));
        Wire.get(base.resolve("/other"));
        awaitRequests("/api", "GET", "200", 1);
        awaitRequests("UNMATCHED", "GET", "200", 1);
    }

    @Test
    void anAttributeNamesTheRoute() {
        HttpContext context = serve("/", answer(200));
        context.getAttributes().put(ApiMetricsHttpFilter.ROUTE_ATTRIBUTE, "/given");
        ApiMetricsHttpFilter.install(context, metrics, ROUTES);
        Wire.get(base.resolve("/orders"));
        awaitRequests("/given", "GET", "200", 1);
    }

    @Test
    void methodsThatNobodyKnowsShareALabel() {
        ApiMetricsHttpFilter.install(serve("/", answer(405)), metrics, ROUTES);
        for (String method : new String[] {"BREW", "get", "PROPFIND"}) {
            Wire.send(method, base.resolve("/orders"));
        }
        awaitRequests("/orders", "OTHER", "405", 3);
    }

    @Test
    void aHandlerThatThrowsIsA500AndTheExceptionGoesOn() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    throw new IllegalStateException(new UncheckedIOException(new FileNotFoundException("x")));
                }),
                metrics,
                ROUTES);
        assertThat(exchange("GET /orders HTTP/1.1\r\nHost: h\r\n\r\n"))
                .as("the server closes")
                .isEmpty();
        awaitRequests("/orders", "GET", "500", 1);
        awaitException("/orders", "FileNotFoundException");
        awaitActive(0);
    }

    @Test
    void aHandlerThatThrowsAfterItsStatusIsCountedUnderThat() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    exchange.sendResponseHeaders(202, 100);
                    throw new IllegalArgumentException("x");
                }),
                metrics,
                ROUTES);
        exchange("GET /orders HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitRequests("/orders", "GET", "202", 1);
        awaitException("/orders", "IllegalArgumentException");
    }

    @Test
    void errorsPassThroughAndAreCounted() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    exchange.close();
                    throw new StackOverflowError();
                }),
                metrics,
                ROUTES);
        exchange("GET /orders HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitRequests("/orders", "GET", "500", 1);
        awaitException("/orders", "StackOverflowError");
        awaitActive(0);
    }

    @Test
    void aClientThatGoesAwayWhileItSendsIsA499() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, -1);
                }),
                metrics,
                ROUTES);
        try (Socket client = Wire.raw(base, "POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")) {
            client.shutdownOutput();
        }
        awaitRequests("/orders", "POST", "499", 1);
        awaitException("/orders", "ClientAbort");
    }

    @Test
    void aClientThatGoesAwayWhileItIsAnsweredCountsUnderTheStatusThatItGot() throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    await(gone);
                    for (int i = 0; i < 10_000; i++) {
                        exchange.getResponseBody().write(new byte[10_000]);
                    }
                }),
                metrics,
                ROUTES);
        try (Socket client = Wire.raw(base, "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n")) {
            client.setSoLinger(true, 0);
        }
        gone.countDown();
        awaitRequests("/orders", "GET", "200", 1);
        awaitException("/orders", "ClientAbort");
    }

    @Test
    void aHandlersOwnBrokenConnectionIsNotTheClients() throws IOException {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> {
                    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), 1)) {
                        upstream.getOutputStream().write(1);
                    }
                }),
                metrics,
                ROUTES);
        exchange("GET /orders HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitRequests("/orders", "GET", "500", 1);
        awaitException("/orders", "ConnectException");
    }

    @Test
    void anAnswerFromAnotherThreadIsCountedWhenItIsComplete() {
        CompletableFuture<HttpExchange> handedOver = new CompletableFuture<>();
        ApiMetricsHttpFilter.install(serve("/", handedOver::complete), metrics, ROUTES);
        var response = Wire.async("GET", base.resolve("/orders"));
        HttpExchange exchange = handedOver.join();
        awaitActive(1);
        // Only once the filter has returned is the thread that ran it free; then the body is watched.
        Wire.await("the filter returned", () -> exchange.getResponseBody() instanceof CompletionStream);
        assertThat(registry.find("pipeline.api.requests").counters()).isEmpty();
        answerNow(exchange, 201);
        assertThat(response.join().statusCode()).isEqualTo(201);
        awaitRequests("/orders", "GET", "201", 1);
        awaitActive(0);
        exchange.close();
        assertThat(requests("/orders", "GET", "201")).isEqualTo(1);
    }

    @Test
    void answersFromOtherThreadsCountOnceHoweverFastTheyAre() {
        ApiMetricsHttpFilter.install(
                serve("/", exchange -> threads.execute(() -> answerNow(exchange, 200))), metrics, ROUTES);
        for (int i = 0; i < 50; i++) {
            assertThat(Wire.get(base.resolve("/orders")).statusCode()).isEqualTo(200);
        }
        awaitRequests("/orders", "GET", "200", 50);
        awaitActive(0);
    }

    @Test
    void metricsAndProbesAreNotMeteredUnlessAskedFor() {
        ApiMetricsHttpFilter.install(serve("/", answer(200)), metrics, RouteTemplates.of("/healthz", "/orders"));
        Wire.get(base.resolve("/metrics"));
        Wire.get(base.resolve("/healthz"));
        Wire.get(base.resolve("/orders"));
        awaitRequests("/orders", "GET", "200", 1);
        assertThat(registry.find("pipeline.api.requests").counters()).hasSize(1);

        ApiMetricsHttpFilter.builder(metrics).exclude().install(serve("/metrics", answer(200)));
        Wire.get(base.resolve("/metrics"));
        awaitRequests("/metrics", "GET", "200", 1);
    }

    @Test
    void sizesAreThoseOfTheHeadersOrElseCounted() throws IOException {
        ApiMetricsHttpFilter.builder(metrics).routes(ROUTES).sizes(true).install(serve("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                boolean chunked = exchange.getRequestURI().getPath().equals("/orders");
                exchange.sendResponseHeaders(200, chunked ? 0 : 5);
                exchange.getResponseBody().write(new byte[chunked ? 7 : 5]);
            }
        }));
        exchange("POST /orders HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        exchange("POST /orders/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabcd");
        awaitSize("pipeline.api.request.size", "/orders", 3);
        awaitSize("pipeline.api.response.size", "/orders", 7);
        awaitSize("pipeline.api.request.size", "/orders/{id}", 4);
        awaitSize("pipeline.api.response.size", "/orders/{id}", 5);
    }

    @Test
    void twoFiltersOnAContextAreRefused() {
        HttpContext context = serve("/api", answer(200));
        ApiMetricsHttpFilter.install(context, metrics);
        assertThatThrownBy(() -> ApiMetricsHttpFilter.install(context, metrics))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/api")
                .hasMessageContaining("install it once");
    }

    @Test
    void aDisabledLibraryStaysOutOfTheWay() {
        SimpleMeterRegistry empty = new SimpleMeterRegistry();
        PipelineMetrics disabled = PipelineMetrics.builder(empty).enabled(false).build();
        ApiMetricsHttpFilter.install(serve("/", answer(200)), disabled, ROUTES);
        assertThat(Wire.get(base.resolve("/orders")).statusCode()).isEqualTo(200);
        assertThat(empty.getMeters()).isEmpty();
    }

    @Test
    void aRegistryThatThrowsDisturbsNoRequest() {
        SimpleMeterRegistry failing = new SimpleMeterRegistry();
        failing.config().meterFilter(MeterFilter.deny(id -> {
            throw new IllegalStateException("no");
        }));
        ApiMetricsHttpFilter.builder(metrics)
                .routes(ROUTES)
                .naming(ApiNaming.MICROMETER, failing)
                .install(serve("/", answer(200)));
        assertThat(Wire.get(base.resolve("/orders")).statusCode()).isEqualTo(200);
        Wire.await("the failure is counted", () -> {
            Counter invalid = registry.find("pipeline.meters.invalid").counter();
            return invalid != null && invalid.count() == 1;
        });
        awaitActive(0);
    }

    @Test
    void micrometersNamesAreThoseOfSpringsDashboards() {
        ApiMetricsHttpFilter.builder(metrics)
                .routes(ROUTES)
                .naming(ApiNaming.MICROMETER, registry)
                .install(serve(
                        "/",
                        exchange -> answerNow(
                                exchange, exchange.getRequestURI().getPath().startsWith("/orders") ? 200 : 404)));
        Wire.get(base.resolve("/orders/1"));
        Wire.get(base.resolve("/nothing"));
        awaitTimer(
                "http.server.requests",
                "uri",
                "/orders/{id}",
                "method",
                "GET",
                "status",
                "200",
                "outcome",
                "SUCCESS",
                "exception",
                "None");
        awaitTimer(
                "http.server.requests",
                "uri",
                "NOT_FOUND",
                "method",
                "GET",
                "status",
                "404",
                "outcome",
                "CLIENT_ERROR",
                "exception",
                "None");
        assertThat(registry.find("pipeline.api.requests").counters()).isEmpty();
    }

    @Test
    void openTelemetrysNamesAreThoseOfItsConventions() throws IOException {
        ApiMetricsHttpFilter.builder(metrics)
                .routes(ROUTES)
                .naming(ApiNaming.OTEL, registry)
                .install(serve("/", exchange -> {
                    if (exchange.getRequestMethod().equals("BREW")) {
                        throw new IllegalStateException();
                    }
                    answerNow(exchange, 503);
                }));
        Wire.get(base.resolve("/orders"));
        exchange("BREW /orders HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitTimer(
                "http.server.request.duration",
                "http.route",
                "/orders",
                "http.request.method",
                "GET",
                "http.response.status_code",
                "503",
                "error.type",
                "503");
        awaitTimer(
                "http.server.request.duration",
                "http.route",
                "/orders",
                "http.request.method",
                "_OTHER",
                "http.response.status_code",
                "500",
                "error.type",
                "IllegalStateException");
    }

    private void countRandomPaths(int count) {
        ApiMetricsHttpFilter.install(serve("/", answer(404)), metrics, ROUTES);
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            Wire.get(base.resolve("/x" + Long.toHexString(random.nextLong()) + '/' + random.nextInt()));
        }
        awaitRequests("UNMATCHED", "GET", "404", count);
        assertThat(registry.find("pipeline.api.requests").counters()).hasSize(1);
    }

    private HttpContext serve(String path, HttpHandler handler) {
        return server.createContext(path, handler);
    }

    private static HttpHandler answer(int status) {
        return exchange -> answerNow(exchange, status);
    }

    private static void answerNow(HttpExchange exchange, int status) {
        try (exchange) {
            byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = Wire.raw(base, request)) {
            socket.shutdownOutput();
            return Wire.readAll(socket);
        }
    }

    private double requests(String endpoint, String method, String status) {
        Counter counter = registry.find("pipeline.api.requests")
                .tags("endpoint", endpoint, "method", method, "status", status)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** The answer is with the client before the filter gets to count it. */
    private void awaitRequests(String endpoint, String method, String status, int count) {
        Wire.await(
                count + " requests of " + method + ' ' + endpoint + ' ' + status,
                () -> requests(endpoint, method, status) >= count);
        assertThat(requests(endpoint, method, status)).isEqualTo(count);
    }

    private void awaitTimer(String name, String... tags) {
        Wire.await(name, () -> {
            Timer timer = registry.find(name).tags(tags).timer();
            return timer != null && timer.count() == 1;
        });
    }

    private void awaitSize(String name, String endpoint, double bytes) {
        Wire.await(name + ' ' + bytes, () -> {
            DistributionSummary size =
                    registry.find(name).tags("endpoint", endpoint).summary();
            return size != null && size.count() == 1 && size.totalAmount() == bytes;
        });
    }

    private void awaitActive(int count) {
        Gauge active = registry.get("pipeline.api.active.requests").gauge();
        Wire.await(count + " active requests", () -> active.value() == count);
    }

    private void awaitException(String endpoint, String exception) {
        Wire.await(exception, () -> {
            Counter counter = registry.find("pipeline.api.exceptions")
                    .tags("endpoint", endpoint, "exception", exception)
                    .counter();
            return counter != null && counter.count() == 1;
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
