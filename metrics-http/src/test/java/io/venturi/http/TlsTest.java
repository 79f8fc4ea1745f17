package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    static Path folder;

    private static Certificates certificates;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeAll
    static void issueCertificates() throws Exception {
        certificates = new Certificates(folder);
        certificates.issue("server", "-1d", 30);
        certificates.issue("scraper", "-1d", 30);
        certificates.issue("expired", "-10d", 3);
    }

    @Test
    void metricsAreServedOverTls() throws Exception {
        registry.counter("seen").increment();
        try (MetricsServer server = start(false)) {
            assertThat(server.uri()).hasScheme("https");
            assertThat(get(server, null).body()).contains("seen_total 1.0");
            try (Socket plain = Wire.raw(server.uri(), "GET /metrics HTTP/1.1\r\n\r\n")) {
                assertThat(Wire.readAll(plain)).doesNotContain("seen_total").doesNotContain("200");
            }
        }
    }

    @Test
    void mutualTlsLetsInWhoHasAValidCertificate() throws Exception {
        try (MetricsServer server = start(true)) {
            assertThat(get(server, "scraper").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> get(server, null)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(server, "expired")).isInstanceOf(IOException.class);
            assertThat(get(server, "scraper").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void slowHandshakesDoNotStopAScrape() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (MetricsServer server = start(false)) {
            for (int i = 0; i < 200; i++) {
                clients.add(Wire.raw(server.uri(), "\u0016"));
            }
            assertThat(get(server, null).statusCode()).isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private MetricsServer start(boolean mutual) throws GeneralSecurityException, IOException {
        return MetricsServer.builder(registry)
                .port(0)
                .tls(new HttpsConfigurator(certificates.context("server")) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                        tls.setNeedClientAuth(mutual);
                        parameters.setSSLParameters(tls);
                    }
                })
                .start();
    }

    private static HttpResponse<String> get(MetricsServer server, @Nullable String certificate) throws Exception {
        SSLContext context = certificates.context(certificate);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
        return client.send(
                HttpRequest.newBuilder(server.uri()).timeout(Wire.PATIENCE).build(), BodyHandlers.ofString());
    }
}
