package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.http.ServletHost.Container;
import io.venturi.http.ServletHost.Deployment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link PrometheusServlet} answers, whatever the container. */
abstract class PrometheusServletContract {

    private ServletHost host;
    private URI metrics;

    private final Container container;

    @TempDir
    private Path directory;

    PrometheusServletContract(Container container) {
        this.container = container;
    }

    @BeforeEach
    void start() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Counter.builder("orders").register(registry).increment(3);
        Counter.builder("parcels").register(registry).increment(2);
        host = container.start(directory, Deployment.of(context -> context.addServlet(
                        "prometheus", new PrometheusServlet(PrometheusEndpoint.of(registry)))
                .addMapping("/metrics/*")));
        metrics = host.base().resolve("/metrics");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void textIsTheDefault() {
        HttpResponse<byte[]> response = Wire.get(metrics);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
        assertThat(Wire.text(response)).contains("orders_total 3.0", "parcels_total 2.0");
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(response.body().length);
    }

    @Test
    void openMetricsIsServedToWhoAsksForIt() {
        HttpResponse<byte[]> response =
                Wire.get(metrics, "Accept", "text/plain;q=0.3", "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(contentType(response)).isEqualTo("application/openmetrics-text;version=1.0.0;charset=utf-8");
        assertThat(Wire.text(response)).endsWith("# EOF\n");
    }

    @Test
    void protobufIsServedToWhoAsksForIt() {
        HttpResponse<byte[]> response = Wire.get(
                metrics,
                "Accept",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
        assertThat(contentType(response))
                .isEqualTo(
                        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
        assertThat(response.body()).isNotEmpty();
    }

    @Test
    void theAnswerIsCompressedForWhoAllowsIt() throws IOException {
        HttpResponse<byte[]> response = Wire.get(metrics, "Accept-Encoding", "gzip");
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        byte[] text = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new String(text, StandardCharsets.UTF_8)).contains("orders_total 3.0");
    }

    @Test
    void namesRestrictTheAnswer() {
        HttpResponse<byte[]> response = Wire.get(URI.create(metrics + "?name%5B%5D=orders_total"));
        assertThat(Wire.text(response)).contains("orders_total 3.0").doesNotContain("parcels");
    }

    @Test
    void headHasTheHeadersOnly() {
        HttpResponse<byte[]> response = Wire.send("HEAD", metrics);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length")).isPresent();
    }

    @Test
    void otherMethodsAreRefused() {
        for (String method : new String[] {"POST", "DELETE", "OPTIONS", "BREW"}) {
            HttpResponse<byte[]> response = Wire.send(method, metrics);
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).as(method).hasValue("GET, HEAD");
        }
    }

    @Test
    void otherPathsAreNotFound() {
        for (String path : new String[] {"/metricsfoo", "/metrics/", "/metrics/foo"}) {
            assertThat(Wire.get(host.base().resolve(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    /** Containers differ in the space they leave. */
    private static String contentType(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Content-Type")
                .orElseThrow()
                .replace(" ", "")
                .replace("UTF-8", "utf-8");
    }
}
