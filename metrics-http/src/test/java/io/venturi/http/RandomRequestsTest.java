package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.http.ServletHost.Container;
import io.venturi.http.ServletHost.Deployment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever clients send, the series are those of the answers that handlers gave, and so is each count. */
class RandomRequestsTest {

    private static final int SOME = 30_000;
    private static final int MANY = 1_000_000;
    private static final int A_THIRD = MANY / 3 + 1;
    // Jetty gets none: where it has some, 12.1.14 now and then refuses a good request, or never answers it.
    private static final int WILD = 4;
    // Fewer cannot come of so many: most templates, methods and statuses meet.
    private static final int SERIES = 1_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final HandledRequests handled = new HandledRequests();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void onTomcat() throws Exception {
        floodContainer(TomcatHost::start, SOME, WILD);
    }

    @Test
    void onJetty() throws Exception {
        floodContainer(JettyHost::start, SOME, 0);
    }

    @Test
    void onTheJdksServer() throws Exception {
        floodJdk(SOME);
    }

    @Test
    @Tag("ci")
    void aThirdOfAMillionOnTomcat() throws Exception {
        floodContainer(TomcatHost::start, A_THIRD, WILD);
    }

    @Test
    @Tag("long")
    void aMillionOnTomcat() throws Exception {
        floodContainer(TomcatHost::start, MANY, WILD);
    }

    @Test
    @Tag("ci")
    void aThirdOfAMillionOnJetty() throws Exception {
        floodContainer(JettyHost::start, A_THIRD, 0);
    }

    @Test
    @Tag("long")
    void aMillionOnJetty() throws Exception {
        floodContainer(JettyHost::start, MANY, 0);
    }

    @Test
    @Tag("ci")
    void aThirdOfAMillionOnTheJdksServer() throws Exception {
        floodJdk(A_THIRD);
    }

    @Test
    @Tag("long")
    void aMillionOnTheJdksServer() throws Exception {
        floodJdk(MANY);
    }

    private void floodContainer(Container container, int count, int wild) throws InterruptedException {
        RouteTemplates routes = RouteTemplates.of(HandledRequests.TEMPLATES);
        try (ServletHost host = container.start(directory, Deployment.of(context -> {
            ApiMetricsFilter.install(context, metrics, routes);
            ServletHost.serve(context, "/*", this::answer);
        }))) {
            flood(host.base(), count, wild);
        }
    }

    private void floodJdk(int count) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        RouteTemplates routes = RouteTemplates.of(HandledRequests.TEMPLATES);
        ApiMetricsHttpFilter.install(server.createContext("/", this::answer), metrics, routes);
        server.start();
        try {
            flood(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), count, WILD);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private void flood(URI base, int count, int wild) throws InterruptedException {
        RequestFlood flood = RequestFlood.send(base, count, wild);
        assertThat(flood.answered()).isEqualTo((int) handled.count()).isGreaterThan(count * 9 / 10);
        assertThat(flood.refused() > 0).isEqualTo(wild > 0);
        // An answer is with its client before it is counted.
        Wire.await("all are counted", () -> HandledRequests.timed(registry) >= flood.answered());
        new ServedMeters(registry).awaitActive(0);
        assertThat(HandledRequests.counted(registry))
                .containsExactlyEntriesOf(handled.counts())
                .hasSizeGreaterThan(SERIES);
        assertThat(handled.counts().keySet())
                .anyMatch(labels -> labels.startsWith("UNMATCHED OTHER "))
                .allMatch(labels -> labels.indexOf('%') < 0);
        assertThat(HandledRequests.timed(registry)).isEqualTo(flood.answered());
        assertThat(registry.get("pipeline.meters.invalid").counters()).allMatch(invalid -> invalid.count() == 0);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.getInputStream().readAllBytes(); // Jetty may close a connection on which some is left
        int status = Integer.parseInt(request.getHeader(RandomRequests.STATUS));
        handled.add(request.getRequestURI(), request.getMethod(), status);
        response.setHeader(RequestFlood.HANDLED, "yes");
        response.setContentLength(0);
        response.setStatus(status);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            int status = Integer.parseInt(exchange.getRequestHeaders().getFirst(RandomRequests.STATUS));
            handled.add(exchange.getRequestURI().getRawPath(), exchange.getRequestMethod(), status);
            exchange.getResponseHeaders().set(RequestFlood.HANDLED, "yes");
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
