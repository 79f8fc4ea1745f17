package io.venturi.http;

import static io.venturi.http.Wire.get;
import static io.venturi.http.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void oneLineServesOnLoopback() {
        registry.counter("seen").increment();
        try (MetricsServer server = MetricsServer.start(registry, 0)) {
            assertThat(server.port()).isPositive();
            assertThat(server.uri()).isEqualTo(URI.create("http://127.0.0.1:" + server.port() + "/metrics"));
            assertThat(text(get(server.uri()))).contains("seen_total 1.0");
        }
    }

    @Test
    void livenessIsAnswered() {
        try (MetricsServer server = MetricsServer.start(registry, 0)) {
            HttpResponse<byte[]> response = get(server.uri().resolve("/healthz"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).isEqualTo("ok\n");
            assertThat(Wire.send("POST", server.uri().resolve("/healthz")).statusCode())
                    .isEqualTo(405);
            assertThat(get(server.uri().resolve("/healthz/")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void pathAndAddressCanBeChosen() {
        try (MetricsServer server = MetricsServer.builder(registry)
                .port(0)
                .address("0.0.0.0")
                .path("/internal/prom")
                .start()) {
            assertThat(server.uri().getPath()).isEqualTo("/internal/prom");
            assertThat(get(server.uri()).statusCode()).isEqualTo(200);
            assertThat(get(server.uri().resolve("/metrics")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortInUseIsNamedWithAddressAndRemedy() {
        try (MetricsServer first = MetricsServer.start(registry, 0)) {
            assertThatThrownBy(() -> MetricsServer.start(registry, first.port()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining("port " + first.port())
                    .hasMessageContaining("port 0 takes a free one");
        }
    }

    @Test
    void wrongOptionsAreRefusedWithTheirValue() {
        MetricsServer.Builder builder = MetricsServer.builder(registry);
        refused(() -> builder.port(65536), "port is 65536");
        refused(() -> builder.port(-1), "port is -1");
        refused(() -> builder.path("metrics"), "path is metrics");
        refused(() -> builder.path("/a/"), "path is /a/");
        refused(() -> builder.path("/a?b"), "path is /a?b");
        refused(() -> builder.path("/healthz"), "path is /healthz");
        refused(() -> builder.address("no such host"), "address is no such host");
        refused(() -> builder.clientTimeout(Duration.ZERO), "clientTimeout is PT0S");
        refused(() -> builder.closeTimeout(Duration.ofSeconds(-1)), "closeTimeout is PT-1S");
        builder.port(1).path("/a");
        assertThatThrownBy(() -> builder.port(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port")
                .hasMessageContaining("1")
                .hasMessageContaining("2");
        assertThatThrownBy(() -> builder.path("/b")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bodiesAreNotReadAndDoNotHurt() throws IOException {
        try (MetricsServer server = MetricsServer.start(registry, 0);
                Socket socket = Wire.raw(
                        server.uri(),
                        "POST /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\nabc")) {
            socket.getOutputStream().write(new byte[100]);
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 405");
        }
    }

    @Test
    void allThreadsAreDaemonsAndEndWithIt() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        MetricsServer server = MetricsServer.start(registry, 0);
        Socket idle = Wire.raw(server.uri(), "");
        Socket slow = Wire.raw(server.uri(), "GET /met");
        try (Socket keptAlive = Wire.raw(server.uri(), "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n")) {
            assertThat(keptAlive.getInputStream().read()).isEqualTo('H');
            Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
            ours.removeAll(before);
            assertThat(ours).allMatch(Thread::isDaemon);
            assertThat(ours).anyMatch(thread -> thread.getName().startsWith("metrics-server-worker-"));

            server.close();

            for (Thread thread : ours) {
                thread.join(5000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        } finally {
            idle.close();
            slow.close();
        }
        server.close(); // again: nothing
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), server.port()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void closeLetsAnAnswerUnderWayBeSent() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch rendering = new CountDownLatch(1);
        Gauge.builder("slow", () -> {
                    rendering.countDown();
                    uninterruptibly(release);
                    return 1;
                })
                .register(registry);
        MetricsServer server = MetricsServer.builder(registry)
                .port(0)
                .closeTimeout(Duration.ofSeconds(20))
                .start();
        CompletableFuture<HttpResponse<byte[]>> scrape = Wire.async("GET", server.uri());
        uninterruptibly(rendering);
        CompletableFuture<Void> close = CompletableFuture.runAsync(server::close);
        assertThat(close).isNotDone();
        release.countDown();
        assertThat(text(scrape.join())).contains("slow 1.0");
        close.join();
    }

    @Test
    void closeKeepsItsDeadlineWhenARenderHangs() {
        CountDownLatch rendering = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Gauge.builder("hangs", () -> {
                    rendering.countDown();
                    uninterruptibly(release);
                    return 1;
                })
                .register(registry);
        MetricsServer server = MetricsServer.builder(registry)
                .port(0)
                .closeTimeout(Duration.ofMillis(300))
                .start();
        CompletableFuture<HttpResponse<byte[]>> scrape = Wire.async("GET", server.uri());
        uninterruptibly(rendering);
        long start = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        release.countDown();
        assertThat(scrape.handle((response, failure) -> failure).join()).isNotNull();
    }

    @Test
    void anInterruptedCloseClosesAllTheSame() throws Exception {
        MetricsServer server = MetricsServer.start(registry, 0);
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt();
            server.close();
        });
        closing.start();
        closing.join();
        Wire.await("the port is free", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                return !socket.isConnected();
            } catch (IOException e) {
                return true;
            }
        });
    }

    private static void uninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static void refused(Runnable option, String message) {
        assertThatThrownBy(option::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageMatching("(?s).*: (give|choose) .*|.*: .*give .*");
    }
}
