package io.venturi.http;

import static io.venturi.http.Wire.get;
import static io.venturi.http.Wire.send;
import static io.venturi.http.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.venturi.instrument.ConsistentRead;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusEndpointTest {

    private static final String OPENMETRICS = "application/openmetrics-text";
    private static final String PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private MetricsServer server;
    private URI metrics;

    @BeforeEach
    void serve() {
        registry.counter("orders.placed", "shop", "a").increment(3);
        registry.gauge("orders.open", 7);
        Timer.builder("orders.time")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofMillis(5));
        server = MetricsServer.start(registry, 0);
        metrics = server.uri();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void textIsTheDefault() {
        HttpResponse<byte[]> response = get(metrics);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(response.body().length);
        assertThat(text(response))
                .contains("orders_placed_total{shop=\"a\"} 3.0")
                .doesNotContain("# EOF");
    }

    @Test
    void openMetricsComesWithItsTypeAndItsEnd() {
        HttpResponse<byte[]> response = get(metrics, "Accept", OPENMETRICS + ";version=1.0.0;q=0.9,*/*;q=0.1");
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(text(response)).contains("# TYPE orders_placed counter").endsWith("# EOF\n");
    }

    @Test
    void protobufIsALengthPrefixedSequenceOfFamilies() throws IOException {
        HttpResponse<byte[]> response = get(metrics, "Accept", PROTOBUF);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
                        + " encoding=delimited");
        ByteArrayInputStream body = new ByteArrayInputStream(response.body());
        int families = 0;
        while (body.available() > 0) {
            int length = varint(body);
            assertThat(body.read()).as("field 1, the name").isEqualTo(0x0a);
            assertThat(body.skip(length - 1)).isEqualTo(length - 1);
            families++;
        }
        assertThat(families).isEqualTo(4); // the timer has a maximum, too
    }

    @Test
    void anAcceptHeaderOnSeveralLinesIsOne() throws IOException {
        try (Socket socket = Wire.raw(
                metrics,
                "GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + "Accept: text/plain;q=0.1\r\nAccept: "
                        + OPENMETRICS + "\r\n\r\n")) {
            assertThat(Wire.readAll(socket))
                    .contains("application/openmetrics-text; version=1.0.0")
                    .contains("# EOF");
        }
    }

    @Test
    void gzipIsUsedWhereItIsAccepted() throws IOException {
        HttpResponse<byte[]> response = get(metrics, "Accept-Encoding", "br;q=1, gzip;q=0.8");
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(response.body().length);
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(plain).isEqualTo(get(metrics, "Accept-Encoding", "gzip;q=0").body());
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws IOException {
        HttpResponse<byte[]> head = send("HEAD", metrics);
        HttpResponse<byte[]> get = get(metrics);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().allValues("Content-Length"))
                .isEqualTo(get.headers().allValues("Content-Length"));
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(get.headers().firstValue("Content-Type"));
        try (Socket socket = Wire.raw(metrics, "HEAD /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")) {
            assertThat(Wire.readAll(socket)).contains("200").endsWith("\r\n\r\n");
        }
    }

    @Test
    void otherMethodsAreNotAllowed() {
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW", "get"}) {
            HttpResponse<byte[]> response = send(method, metrics);
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        }
    }

    @Test
    void pathsAreMatchedExactly() {
        for (String path : new String[] {"/metricsfoo", "/metrics/", "/metrics/x", "/Metrics", "/", "/m%65trics"}) {
            assertThat(get(metrics.resolve(path)).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get(metrics.resolve("/metrics?x=y")).statusCode()).isEqualTo(200);
    }

    @Test
    void namesRestrictTheAnswerToFamilies() {
        assertThat(families("name[]=orders_open")).containsExactly("orders_open");
        assertThat(families("name[]=orders_placed_total")).containsExactly("orders_placed_total");
        assertThat(families("name[]=orders_placed")).containsExactly("orders_placed_total");
        assertThat(families("name[]=orders_time_seconds_bucket&name[]=orders_open"))
                .containsExactly("orders_open", "orders_time_seconds");
        assertThat(families("name[]=orders_time_seconds")).containsExactly("orders_time_seconds");
        assertThat(families("name[]=orders_time_seconds_max")).containsExactly("orders_time_seconds_max");
        assertThat(families("name[]=orders_open_count&name[]=orders")).isEmpty();
        assertThat(families("name[]=nothing")).isEmpty();
    }

    @Test
    void malformedQueriesAreBadRequests() throws IOException {
        assertThat(get(metrics.resolve("/metrics?name%5B%5D=")).statusCode()).isEqualTo(400);
        assertThat(get(metrics.resolve("/metrics?name%5B%5D=%ff")).statusCode()).isEqualTo(400);
        assertThat(get(metrics.resolve("/metrics?x=" + "y".repeat(17_000))).statusCode())
                .isEqualTo(400);
        HttpResponse<byte[]> response = get(metrics.resolve("/metrics?" + "name%5B%5D=a&".repeat(300)));
        assertThat(response.statusCode())
                .as("300 times the same name is one name")
                .isEqualTo(200);
    }

    @Test
    void aFailureIsPlainAndKeepsItsReasonsToItself() {
        Collector failing = () -> {
            throw new IllegalStateException("password=hunter2");
        };
        registry.getPrometheusRegistry().register(failing);
        HttpResponse<byte[]> response = get(metrics);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(text(response))
                .doesNotContain("hunter2")
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
        assertThat(get(metrics.resolve("/healthz")).statusCode()).isEqualTo(200);
    }

    @Test
    void tooLargeAnAnswerIsAFailureAndTheNextOneIsNot() {
        try (MetricsServer small =
                MetricsServer.builder(registry).port(0).maxResponseBytes(1024).start()) {
            assertThat(get(small.uri().resolve("/metrics?name%5B%5D=orders_open"))
                            .statusCode())
                    .isEqualTo(200);
            registry.counter("long.name", "tag", "x".repeat(2000));
            assertThat(get(small.uri()).statusCode()).isEqualTo(500);
            assertThat(get(small.uri().resolve("/metrics?name%5B%5D=orders_open"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aScrapeIsOneConsistentRead() {
        AtomicInteger captures = new AtomicInteger();
        Object owner = new Object();
        Gauge.builder("first", () -> ConsistentRead.capture(owner, captures::incrementAndGet))
                .register(registry);
        Gauge.builder("second", () -> ConsistentRead.capture(owner, captures::incrementAndGet))
                .register(registry);
        assertThat(text(get(metrics))).contains("first 1.0").contains("second 1.0");
        assertThat(text(get(metrics.resolve("/metrics?name%5B%5D=first")))).contains("first 2.0");
        assertThat(text(get(metrics, "Accept", OPENMETRICS)))
                .contains("first 3.0")
                .contains("second 3.0");
    }

    @Test
    void aHostMountsItOnItsOwnServer() throws IOException {
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/admin/prom", PrometheusEndpoint.of(registry).httpHandler());
        host.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + host.getAddress().getPort());
            assertThat(text(get(base.resolve("/admin/prom")))).contains("orders_open 7.0");
            assertThat(get(base.resolve("/admin/prom/")).statusCode()).isEqualTo(404);
            assertThat(get(base.resolve("/admin/promenade")).statusCode()).isEqualTo(404);
        } finally {
            host.stop(0);
        }
    }

    @Test
    void wrongLimitsAreRefused() {
        PrometheusEndpoint.Builder builder = PrometheusEndpoint.builder(registry);
        assertThatThrownBy(() -> builder.maxConcurrentRenders(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConcurrentRenders is 0: at least 1 is needed");
        assertThatThrownBy(() -> builder.maxResponseBytes(5)).hasMessageContaining("maxResponseBytes is 5");
        builder.maxConcurrentRenders(3);
        assertThatThrownBy(() -> builder.maxConcurrentRenders(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxConcurrentRenders")
                .hasMessageContaining("3")
                .hasMessageContaining("4");
    }

    private List<String> families(String query) {
        HttpResponse<byte[]> response = get(metrics.resolve("/metrics?" + query.replace("[]", "%5B%5D")));
        assertThat(response.statusCode()).isEqualTo(200);
        return text(response)
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
    }

    private static int varint(ByteArrayInputStream in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.read();
            value |= (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
    }

    @Test
    void aFilterOnANameThatCollectorsDoNotAgreeAboutServesOurs() {
        VenturiPrometheusRegistry ours = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        ours.gauge("queue.depth", 7);
        ours.getPrometheusRegistry().register((Collector) () -> CounterSnapshot.builder()
                .name("queue_depth")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(3)
                        .build())
                .build());
        try (MetricsServer conflicting = MetricsServer.start(ours, 0)) {
            HttpResponse<byte[]> response =
                    get(URI.create(conflicting.uri() + "?name[]=queue_depth".replace("[]", "%5B%5D")));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).contains("queue_depth 7.0").doesNotContain("queue_depth_total");
        }
    }
}
