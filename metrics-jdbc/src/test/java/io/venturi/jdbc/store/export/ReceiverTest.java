package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done with answers that a receiver gives. */
class ReceiverTest {

    private final List<String> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private HttpServer server;
    private volatile int status;
    private volatile int good = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestURI().getPath()
                    + ' '
                    + exchange.getRequestHeaders().getFirst("Authorization")
                    + ' '
                    + exchange.getRequestHeaders().getFirst("X-Scope"));
            boolean well =
                    asked.size() >= good || exchange.getRequestURI().getPath().endsWith("export");
            byte[] body = well ? new byte[0] : "it is full\nand more".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(well ? 200 : status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private VictoriaMetrics.Builder target(String path) {
        return VictoriaMetrics.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .bearerToken("secret")
                .header("X-Scope", "a")
                .retries(3);
    }

    private void deliver(VictoriaMetrics target) throws IOException, InterruptedException {
        Labelled series = new Labelled("a", new TreeMap<>());
        ImportBatch batch = new ImportBatch(1);
        batch.sample(new Source(series, "a", FamilyType.GAUGE, "a", null, null, List.of(1L), List.of()), 1_000, 1);
        new Delivery(target, new Receiver(target), pauses::add).deliver(batch, false);
    }

    @Test
    void aRefusalIsFinalAndSaysWhy() {
        status = 400;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> deliver(target("/api/v1/import").build()))
                .withMessageEndingWith("/api/v1/import answered 400: it is full");
        assertThat(asked).containsExactly("/api/v1/import Bearer secret a");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aFailureIsTriedAgainLaterAndLaterAfterAskingWhatArrived() throws Exception {
        status = 503;
        good = 5;
        deliver(target("/api/v1/import").build());
        assertThat(asked)
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly(
                        "/api/v1/import", "/api/v1/export", "/api/v1/import", "/api/v1/export", "/api/v1/import");
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    @Test
    void aReceiverThatRemovesDuplicatesIsNotAsked() throws Exception {
        status = 429;
        good = 3;
        deliver(target("/insert/0/prometheus/api/v1/import")
                .receiverRemovesDuplicates()
                .build());
        assertThat(asked).hasSize(3).allMatch(request -> request.startsWith("/insert/0/prometheus/api/v1/import "));
    }

    @Test
    void itGivesUpAfterItsRetries() {
        status = 500;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> deliver(target("/api/v1/import").build()))
                .withMessageContaining("did not take a batch in 4 tries")
                .withMessageContaining("answered 500: it is full");
    }

    @Test
    void aClusterNeedsToSayWhereItIsRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target("/insert/0/prometheus/api/v1/import").build())
                .withMessageContaining("give readUrl");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VictoriaMetrics.builder(URI.create("http://user:secret@host/api/v1/import")))
                .withMessageContaining("Authorization")
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target("/api/v1/import").batchSamples(0))
                .withMessageContaining("batchSamples is 0");
    }
}
