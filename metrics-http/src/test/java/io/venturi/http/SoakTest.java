package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.PipelineMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Full speed, scraped all the while, in rounds. After each:
 *
 * <ul>
 *   <li>What the filter counted is what {@code wrk} read, and beyond that at most one request for each connection of each round: {@code
 *       wrk} drops what is under way when its time is over. The same holds for the answers of 400 and more alone.
 *   <li>No scrape failed or went back.
 * </ul>
 *
 * From the second round on (the first two warm caches, pools and the compiler) the heap that is used after a collection grows by less
 * than {@value #LEAK} bytes for each request: half of the smallest object that could be left behind.
 *
 * When all is closed, no thread is left.
 */
class SoakTest {

    private static final int WARM = 2;
    private static final int LEAK = 8;

    @TempDir
    Path directory;

    @Test
    @Tag("ci")
    void tomcatInShort() throws Exception {
        soakTomcat(5, 3);
    }

    @Test
    @Tag("ci")
    void theJdksServerInShort() throws Exception {
        soakJdk(5, 3);
    }

    @Test
    @Tag("long")
    void tomcatForTwoMinutes() throws Exception {
        soakTomcat(7, 20);
    }

    @Test
    @Tag("long")
    void theJdksServerForTwoMinutes() throws Exception {
        soakJdk(7, 20);
    }

    private void soakTomcat(int rounds, int seconds) throws Exception {
        Set<Thread> before = threads();
        try (Metered metered = new Metered();
                ServletHost host = TomcatHost.start(directory, ServletHost.Deployment.of(context -> {
                    ApiMetricsFilter.install(context, metered.metrics, Metered.ROUTES);
                    ServletHost.serve(context, "/*", (request, response) -> {
                        response.setStatus(status(request.getRequestURI()));
                        response.getWriter().print("hello");
                    });
                }))) {
            metered.soak(host.base(), rounds, seconds);
        }
        awaitOnly(before);
    }

    private void soakJdk(int rounds, int seconds) throws Exception {
        Set<Thread> before = threads();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        try (Metered metered = new Metered()) {
            ApiMetricsHttpFilter.install(server.createContext("/", SoakTest::answer), metered.metrics, Metered.ROUTES);
            server.start();
            metered.soak(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), rounds, seconds);
        } finally {
            server.stop(0);
            workers.shutdownNow();
        }
        awaitOnly(before);
    }

    /** Without a body: this server would wait for the client's acknowledgement between a head and a body. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status(exchange.getRequestURI().getPath()), -1);
        }
    }

    private static int status(String path) {
        return path.startsWith("/missing") ? 404 : 200;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    private static void awaitOnly(Set<Thread> before) {
        Wire.await("no thread is left of " + left(before), () -> left(before).isEmpty());
    }

    /** Those that came since, without the JDK's for processes and for its client, which it keeps. */
    private static List<Thread> left(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .filter(thread -> !thread.getName().startsWith("HttpClient-"))
                .toList();
    }

    /** Meters and their server. */
    private static final class Metered implements AutoCloseable {

        static final RouteTemplates ROUTES = RouteTemplates.of("/orders/{id}", "/missing/{id}");

        final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
        final ServedMeters meters = new ServedMeters(registry);
        final MetricsServer server = MetricsServer.start(registry, 0);

        void soak(URI base, int rounds, int seconds) throws IOException, InterruptedException {
            Wrk seen = new Wrk(0, 0);
            Wrk warm = seen;
            List<Long> heap = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                ScrapeLoop scrapes = ScrapeLoop.start(server.uri());
                seen = seen.plus(Wrk.run(base, seconds));
                assertThat(scrapes.end()).isGreaterThan(1);
                check(seen, round);
                warm = round == WARM ? seen : warm;
                heap.add(usedHeap());
            }
            System.out.println("Soaked: " + seen + ", served " + (long) meters.requests() + ", used heap " + heap);
            assertThat(heap.get(rounds - 1) - heap.get(WARM - 1))
                    .isLessThan((seen.answered() - warm.answered()) * LEAK);
            assertThat(meters.series()).isEqualTo(5);
        }

        private void check(Wrk seen, int rounds) {
            Wire.await("all that was answered is counted", () -> meters.requests() >= seen.answered());
            meters.awaitActive(0);
            long dropped = (long) rounds * Wrk.CONNECTIONS;
            assertThat((long) meters.requests() - seen.answered()).isBetween(0L, dropped);
            assertThat(refused() - seen.refused()).isBetween(0L, dropped);
        }

        private long refused() {
            return registry.find("pipeline.api.requests").counters().stream()
                    .filter(counter ->
                            "400".compareTo(String.valueOf(counter.getId().getTag("status"))) <= 0)
                    .mapToLong(counter -> (long) counter.count())
                    .sum();
        }

        /** The least of some collections: what they leave is what is held. */
        private static long usedHeap() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 4; i++) {
                System.gc();
                least = Math.min(
                        least,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            return least;
        }

        @Override
        public void close() {
            server.close();
            metrics.close();
            registry.close();
        }
    }
}
