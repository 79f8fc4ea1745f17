package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.http.ServletHost.Container;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What {@link ApiMetricsFilter} makes of handlers that fail and clients that go away, whatever the container. */
abstract class FailuresContract extends FilterContract {

    /** What is counted for a client that goes away while it sends: 499 unless the container itself answers. */
    private final String statusOfATruncatedBody;

    FailuresContract(Container container, String statusOfATruncatedBody) {
        super(container);
        this.statusOfATruncatedBody = statusOfATruncatedBody;
    }

    @Test
    void aThrowBeforeTheCommitIsA500() {
        serve((request, response) -> {
            response.setStatus(202);
            throw new ServletException(new IllegalStateException("x"));
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(500);
        meters.awaitOnly("/orders", "GET", "500");
        meters.awaitException("/orders", "IllegalStateException");
    }

    @Test
    void aThrowAfterTheCommitKeepsTheStatusThatWasSent() throws IOException {
        serve((request, response) -> {
            response.setStatus(202);
            response.flushBuffer();
            throw new IllegalArgumentException("x");
        });
        assertThat(exchange("GET /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 202");
        meters.awaitOnly("/orders", "GET", "202");
        meters.awaitException("/orders", "IllegalArgumentException");
    }

    @Test
    void errorsOfTheMachineAreCountedAndThrownOn() {
        serve((request, response) -> {
            throw new StackOverflowError();
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(500);
        meters.awaitOnly("/orders", "GET", "500");
        meters.awaitException("/orders", "StackOverflowError");
    }

    @Test
    void anErrorThatIsSentCountsOnceThoughItIsDispatched() {
        serve((request, response) -> response.sendError(418));
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(418);
        meters.awaitOnly("/orders", "GET", "418");
    }

    @Test
    void aClientThatGoesAwayWhileItSendsIsA499UnlessTheContainerAnswers() throws IOException {
        serve((request, response) -> request.getInputStream().readAllBytes());
        try (Socket client = Wire.raw(base(), "POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")) {
            client.shutdownOutput();
            meters.awaitOnly("/orders", "POST", statusOfATruncatedBody);
        }
        meters.awaitException("/orders", "ClientAbort");
    }

    @Test
    void aClientThatGoesAwayWhileItIsAnsweredCountsUnderTheStatusThatItGot() throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        serve((request, response) -> {
            response.flushBuffer();
            join(gone);
            writeMuch(response);
        });
        try (Socket client = Wire.raw(base(), "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n")) {
            client.getInputStream().read();
            client.setSoLinger(true, 0);
        }
        gone.countDown();
        meters.awaitOnly("/orders", "GET", "200");
        meters.awaitException("/orders", "ClientAbort");
    }

    @Test
    void aHandlersOwnBrokenConnectionIsNotTheClients() {
        serve((request, response) -> {
            try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), 1)) {
                upstream.getOutputStream().write(1);
            }
        });
        Wire.get(at("/orders"));
        meters.awaitOnly("/orders", "GET", "500");
        meters.awaitException("/orders", "ConnectException");
    }

    @Test
    void aRegistryThatThrowsDisturbsNoRequest() {
        SimpleMeterRegistry failing = new SimpleMeterRegistry();
        failing.config().meterFilter(MeterFilter.deny(id -> {
            throw new IllegalStateException("no");
        }));
        serve(ApiMetricsFilter.builder(metrics).routes(ROUTES).naming(ApiNaming.MICROMETER, failing), answer(200));
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(200);
        Wire.await("the failure is counted", () -> {
            Counter invalid = registry.find("pipeline.meters.invalid").counter();
            return invalid != null && invalid.count() == 1;
        });
        meters.awaitActive(0);
    }
}
