package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.ServletHost.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How {@link ApiMetricsFilter} counts requests that are answered asynchronously, whatever the container. */
abstract class AsyncContract extends FilterContract {

    /** What is counted for a client that goes away while a read listener waits, which then completes the request. */
    private final String statusOfALostReader;

    AsyncContract(Container container, String statusOfALostReader) {
        super(container);
        this.statusOfALostReader = statusOfALostReader;
    }

    @Test
    void anAsynchronousAnswerIsCountedWhenItIsComplete() {
        CompletableFuture<AsyncContext> handedOver = new CompletableFuture<>();
        serve((request, response) -> handedOver.complete(request.startAsync()));
        var response = Wire.async("GET", at("/orders"));
        AsyncContext async = handedOver.join();
        meters.awaitActive(1);
        assertThat(meters.requests()).isZero();
        complete(async, 201);
        assertThat(response.join().statusCode()).isEqualTo(201);
        meters.awaitOnly("/orders", "GET", "201");
    }

    @Test
    void answersFromOtherThreadsCountOnceHoweverFastTheyAre() {
        serve((request, response) -> {
            AsyncContext async = request.startAsync();
            threads.execute(() -> complete(async, 200));
        });
        for (int i = 0; i < 200; i++) {
            assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(200);
        }
        meters.awaitRequests("/orders", "GET", "200", 200);
        meters.awaitActive(0);
        assertThat(meters.requests()).isEqualTo(200);
    }

    @Test
    void completedBeforeTheHandlerReturnsIsCounted() {
        serve((request, response) -> complete(request.startAsync(), 202));
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(202);
        meters.awaitOnly("/orders", "GET", "202");
    }

    @Test
    void aDispatchCountsOnceUnderTheRouteThatWasAskedAndTheFinalStatus() {
        start(filter(), context -> {
            ServletHost.serve(context, "/orders", (request, response) -> request.startAsync()
                    .dispatch("/again"));
            ServletHost.serve(context, "/again", answer(203));
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(203);
        meters.awaitOnly("/orders", "GET", "203");
    }

    @Test
    void aRestartCountsOnceWhenTheLastRoundIsComplete() {
        AtomicInteger rounds = new AtomicInteger();
        serve((request, response) -> {
            AsyncContext async = request.startAsync();
            threads.execute(rounds.incrementAndGet() < 4 ? async::dispatch : () -> complete(async, 200));
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(200);
        assertThat(rounds).hasValue(4);
        meters.awaitOnly("/orders", "GET", "200");
    }

    @Test
    void aThrowInADispatchIsA500() {
        start(filter(), context -> {
            ServletHost.serve(context, "/orders", (request, response) -> request.startAsync()
                    .dispatch("/again"));
            ServletHost.serve(context, "/again", (request, response) -> {
                throw new IllegalStateException("x");
            });
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(500);
        meters.awaitOnly("/orders", "GET", "500");
        meters.awaitException("/orders", "IllegalStateException");
    }

    @Test
    void aThrowAfterTheStartIsA500() throws IOException {
        serve((request, response) -> {
            request.startAsync();
            throw new IllegalStateException("x");
        });
        awaitFailure();
    }

    @Test
    void aThrowAfterARestartIsA500() throws IOException {
        serve((request, response) -> {
            AsyncContext async = request.startAsync();
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                throw new IllegalStateException("x");
            }
            async.dispatch();
        });
        awaitFailure();
    }

    /** Tomcat sends no answer at all, and Jetty one when the time is up. */
    private void awaitFailure() throws IOException {
        try (Socket client = Wire.raw(base(), "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n")) {
            assertThat(client.isConnected()).isTrue();
            meters.awaitOnly("/orders", "GET", "500");
        }
        meters.awaitException("/orders", "IllegalStateException");
    }

    @Test
    void aTimeoutIsWhatTheContainerMakesOfIt() {
        serve((request, response) -> request.startAsync().setTimeout(100));
        int status = Wire.get(at("/orders")).statusCode();
        meters.awaitOnly("/orders", "GET", Integer.toString(status));
        meters.awaitException("/orders", "TimeoutException");
        assertThat(status).isGreaterThanOrEqualTo(500);
    }

    @Test
    void aTimeoutThatIsAnsweredCountsUnderItsAnswer() {
        serve((request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(100);
            async.addListener(new AnswerOnTimeout());
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(206);
        meters.awaitOnly("/orders", "GET", "206");
    }

    @Test
    void aClientThatGoesAwayDuringAnAsynchronousAnswerIsOver() throws IOException {
        CountDownLatch gone = new CountDownLatch(1);
        serve((request, response) -> {
            AsyncContext async = request.startAsync();
            response.flushBuffer();
            threads.execute(() -> {
                join(gone);
                try {
                    writeMuch((HttpServletResponse) async.getResponse());
                } catch (IOException e) {
                    completeQuietly(async);
                }
            });
        });
        try (Socket client = Wire.raw(base(), "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n")) {
            client.getInputStream().read();
            client.setSoLinger(true, 0);
        }
        gone.countDown();
        meters.awaitOnly("/orders", "GET", "200");
    }

    private static final class AnswerOnTimeout implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            complete(event.getAsyncContext(), 206);
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @Test
    void aClientThatGoesAwayBeforeAnAnswerBeginsIsA499WhereTheContainerTells() throws IOException {
        CountDownLatch reading = new CountDownLatch(1);
        serve((request, response) -> {
            Echo.start(request, response);
            reading.countDown();
        });
        try (Socket client = Wire.raw(base(), "POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")) {
            join(reading);
            client.setSoLinger(true, 0);
        }
        meters.awaitOnly("/orders", "POST", statusOfALostReader);
    }
}
