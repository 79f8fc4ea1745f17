package io.venturi.http;

import static io.venturi.http.Wire.async;
import static io.venturi.http.Wire.get;
import static io.venturi.http.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scrapes of a registry whose gauge takes as long as the test wants. */
class ConcurrentScrapesTest {

    private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private MetricsServer server;

    @BeforeEach
    void serve() {
        Gauge.builder("slow", () -> {
                    int read = reads.incrementAndGet();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return read;
                })
                .register(registry);
        server = MetricsServer.builder(registry).port(0).start();
    }

    @AfterEach
    void close() {
        release.countDown();
        server.close();
    }

    @Test
    void equalOnesShareARender() {
        List<CompletableFuture<HttpResponse<byte[]>>> scrapes =
                IntStream.range(0, 6).mapToObj(i -> async("GET", server.uri())).toList();
        awaitSharing(5);
        release.countDown();
        for (CompletableFuture<HttpResponse<byte[]>> scrape : scrapes) {
            assertThat(text(scrape.join())).contains("slow 1.0");
        }
        assertThat(text(get(server.uri()))).as("a later one is new").contains("slow 2.0");
    }

    @Test
    void differentOnesBeyondTheLimitAreTurnedAway() {
        CompletableFuture<HttpResponse<byte[]>> first = async("GET", server.uri());
        CompletableFuture<HttpResponse<byte[]>> second =
                async("GET", server.uri(), "Accept", "application/openmetrics-text");
        Wire.await("both render", () -> reads.get() == 2);
        HttpResponse<byte[]> third = get(server.uri(), "Accept-Encoding", "gzip");
        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.headers().firstValue("Retry-After")).contains("1");
        assertThat(third.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        release.countDown();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(get(server.uri(), "Accept-Encoding", "gzip").statusCode()).isEqualTo(200);
    }

    @Test
    void whoWaitsForARenderDoesSoNoLongerThanItsScrapeTimeout() {
        CompletableFuture<HttpResponse<byte[]>> first = async("GET", server.uri());
        Wire.await("it renders", () -> reads.get() == 1);
        assertThat(get(server.uri(), TIMEOUT, "0.05").statusCode()).isEqualTo(503);
        assertThat(first).isNotDone();
        release.countDown();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(get(server.uri(), TIMEOUT, "soon").statusCode()).isEqualTo(200);
        assertThat(get(server.uri(), TIMEOUT, "-1").statusCode()).isEqualTo(200);
        assertThat(get(server.uri(), TIMEOUT, "NaN").statusCode()).isEqualTo(200);
    }

    @Test
    void aRenderThatHangsLeavesThreadsForTheRest() {
        List<CompletableFuture<HttpResponse<byte[]>>> scrapes = IntStream.range(0, 100)
                .mapToObj(i -> async("GET", server.uri()))
                .toList();
        Wire.await(
                "most are turned away",
                () -> scrapes.stream().filter(CompletableFuture::isDone).count() > 80);
        assertThat(get(server.uri().resolve("/healthz")).statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(scrapes.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsOnly(200, 503);
    }

    private static void awaitSharing(int count) {
        Wire.await(
                count + " share",
                () -> Thread.getAllStackTraces().values().stream()
                                .filter(stack -> List.of(stack).stream()
                                        .anyMatch(frame -> frame.getClassName().equals(Rendering.class.getName())
                                                && frame.getMethodName().equals("await")))
                                .count()
                        == count);
    }
}
