package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.http.ServletHost.Handler;
import io.venturi.http.ServletHost.Setup;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link ApiMetricsFilter} makes of requests, whatever the container. */
abstract class ApiMetricsFilterContract {

    private static final RouteTemplates ROUTES =
            RouteTemplates.of("/orders", "/orders/{id}", "/files/{*rest}", "/forwarded", "/again");

    private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final ServedMeters meters = new ServedMeters(registry);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private @Nullable ServletHost host;

    abstract ServletHost start(Setup setup);

    /** What is counted for a client that goes away while it sends: 499 unless the container itself answers. */
    abstract String statusOfATruncatedBody();

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
        threads.shutdownNow();
        metrics.close();
    }

    @Nested
    class Routes {

        @Test
        void requestsAreCountedAndTimedByTemplateMethodAndStatus() {
            serve(answer(200));
            for (String path : new String[] {"/orders/1", "/orders/2?x=y", "/orders//3/", "/orders/a%2Fb"}) {
                assertThat(Wire.get(at(path)).statusCode()).as(path).isEqualTo(200);
            }
            Wire.send("DELETE", at("/orders/1"));
            meters.awaitRequests("/orders/{id}", "GET", "200", 4);
            meters.awaitRequests("/orders/{id}", "DELETE", "200", 1);
            meters.awaitActive(0);
        }

        @Test
        void refusalsKeepTheTemplate() {
            for (int status : new int[] {401, 403, 404, 405}) {
                restart(answer(status));
                Wire.send("OPTIONS", at("/orders/1"));
                meters.awaitRequests("/orders/{id}", "OPTIONS", Integer.toString(status), 1);
            }
        }

        @Test
        void attributesComeBeforeTemplates() {
            serve((request, response) -> {
                String spring = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";
                request.setAttribute(spring, "/spring/{id}");
                if (request.getQueryString() != null) {
                    request.setAttribute(ApiMetricsFilter.ROUTE_ATTRIBUTE, "/given");
                }
            });
            Wire.get(at("/orders"));
            Wire.get(at("/orders?own"));
            meters.awaitRequests("/spring/{id}", "GET", "200", 1);
            meters.awaitRequests("/given", "GET", "200", 1);
        }

        @Test
        void theMappingServesWhereNoTemplateDoes() {
            start(filter(), context -> {
                ServletHost.serve(context, "/exact", answer(200));
                ServletHost.serve(context, "/path/*", answer(200));
                ServletHost.serve(context, "*.do", answer(200));
                ServletHost.serve(context, "/", answer(200));
            });
            for (String path : new String[] {"/exact", "/path/x/y", "/z.do", "/other", "/"}) {
                Wire.get(at(path));
            }
            meters.awaitRequests("/exact", "GET", "200", 1);
            meters.awaitRequests("/path/*", "GET", "200", 1);
            meters.awaitRequests("UNMATCHED", "GET", "200", 3);
        }

        @Test
        void dotsAndMalformedPathsMatchNothingWhereTheyPass() throws IOException {
            serve(answer(200));
            for (String path : new String[] {"/files/%2e%2e/x", "/files/a/../b", "/files/%zz"}) {
                exchange("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            }
            Wire.get(at("/orders"));
            meters.awaitRequests("/orders", "GET", "200", 1);
            meters.awaitActive(0);
            // The container may refuse some itself, before any filter: whatever passes must have no route.
            assertThat(meters.requests("UNMATCHED", "GET", "200") + 1).isEqualTo(meters.requests());
        }

        @Test
        void longPathsMatchNothing() {
            serve(answer(200));
            assertThat(Wire.get(at("/files/" + "x".repeat(10_000))).statusCode())
                    .isEqualTo(200);
            assertThat(Wire.get(at("/files/" + "x/".repeat(900))).statusCode()).isEqualTo(200);
            meters.awaitRequests("UNMATCHED", "GET", "200", 2);
        }

        @Test
        void randomPathsAreOneSeries() {
            countRandomPaths(2_000);
        }

        @Test
        @Tag("long")
        void manyRandomPathsAreOneSeries() {
            countRandomPaths(10_000);
        }

        @Test
        void methodsThatNobodyKnowsShareALabel() {
            serve(answer(405));
            for (String method : new String[] {"BREW", "get", "PROPFIND"}) {
                Wire.send(method, at("/orders"));
            }
            meters.awaitRequests("/orders", "OTHER", "405", 3);
        }

        @Test
        void metricsAndProbesAreNotMetered() {
            serve(answer(200));
            for (String path : new String[] {"/metrics", "/healthz", "/metricsfoo"}) {
                Wire.get(at(path));
            }
            meters.awaitOnly("UNMATCHED", "GET", "200");
        }

        private void countRandomPaths(int count) {
            serve(answer(404));
            Random random = new Random(7);
            for (int i = 0; i < count; i++) {
                Wire.get(at("/x" + Long.toHexString(random.nextLong()) + '/' + random.nextInt()));
            }
            meters.awaitRequests("UNMATCHED", "GET", "404", count);
            assertThat(meters.series()).isEqualTo(1);
            meters.awaitActive(0);
        }
    }

    @Nested
    class Failures {

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
            try (Socket client =
                    Wire.raw(base(), "POST /orders HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")) {
                client.shutdownOutput();
                meters.awaitOnly("/orders", "POST", statusOfATruncatedBody());
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

    @Nested
    class Dispatches {

        @Test
        void aForwardCountsOnceUnderTheRouteThatWasAsked() {
            startForAll(context -> {
                ServletHost.serve(context, "/orders", forwardTo("/forwarded"));
                ServletHost.serve(context, "/forwarded", answer(201));
            });
            assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(201);
            meters.awaitOnly("/orders", "GET", "201");
        }

        @Test
        void anIncludeCountsOnce() {
            startForAll(context -> {
                ServletHost.serve(context, "/orders", (request, response) -> request.getRequestDispatcher("/forwarded")
                        .include(request, response));
                ServletHost.serve(context, "/forwarded", answer(200));
            });
            assertThat(Wire.text(Wire.get(at("/orders")))).isEqualTo("hello");
            meters.awaitOnly("/orders", "GET", "200");
        }

        @Test
        void anErrorPageCountsOnce() {
            startForAll(context -> ServletHost.serve(context, "/orders", (request, response) -> {
                throw new IllegalStateException("x");
            }));
            assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(500);
            meters.awaitOnly("/orders", "GET", "500");
        }

        @Test
        void twoFiltersCountOnce() {
            start(filter(), context -> {
                context.addFilter("second", ApiMetricsFilter.create(metrics, ROUTES))
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
                ServletHost.serve(context, "/orders", (request, response) -> answerNow(response, 200));
            });
            Wire.get(at("/orders"));
            meters.awaitOnly("/orders", "GET", "200");
        }
    }

    @Nested
    class Async {

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
    }

    @Nested
    class Bodies {

        @Test
        void sizesAreThoseOfTheHeadersOrElseCounted() throws IOException {
            serve(filter().sizes(true), (request, response) -> {
                request.getInputStream().readAllBytes();
                if (request.getRequestURI().equals("/orders")) {
                    response.setCharacterEncoding("UTF-8");
                    response.getWriter().print("h\u00e9llo");
                    response.flushBuffer();
                } else {
                    response.setContentLength(5);
                    response.getOutputStream().write(new byte[5]);
                }
            });
            String chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
            exchange("POST /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + chunked);
            exchange("POST /orders/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd");
            meters.awaitSize("pipeline.api.request.size", "/orders", 3);
            meters.awaitSize("pipeline.api.response.size", "/orders", 6);
            meters.awaitSize("pipeline.api.request.size", "/orders/{id}", 4);
            meters.awaitSize("pipeline.api.response.size", "/orders/{id}", 5);
        }

        @Test
        void headHasNoBody() {
            serve(filter().sizes(true), answer(200));
            Wire.send("HEAD", at("/orders"));
            meters.awaitOnly("/orders", "HEAD", "200");
            meters.awaitSize("pipeline.api.response.size", "/orders", 0);
        }

        @Test
        void anAsynchronousAnswerIsMeasuredToItsEnd() {
            serve(filter().sizes(true), (request, response) -> {
                AsyncContext async = request.startAsync(request, response);
                threads.execute(() -> complete(async, 200));
            });
            Wire.get(at("/orders"));
            meters.awaitSize("pipeline.api.response.size", "/orders", 5);
        }

        @Test
        void theSizeOfAnErrorPageIsLeftOut() {
            serve(filter().sizes(true), (request, response) -> response.sendError(404));
            Wire.get(at("/orders"));
            meters.awaitOnly("/orders", "GET", "404");
            assertThat(registry.find("pipeline.api.response.size").summaries()).allMatch(size -> size.count() == 0);
        }

        @Test
        void requestsOnOneConnectionCountEach() throws IOException {
            serve(answer(200));
            String get = "GET /orders HTTP/1.1\r\nHost: h\r\n\r\n";
            String post = "POST /orders HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
            exchange(get + post + get + "GET /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            meters.awaitRequests("/orders", "GET", "200", 3);
            meters.awaitRequests("/orders", "POST", "200", 1);
            meters.awaitActive(0);
        }
    }

    private void serve(Handler handler) {
        serve(filter(), handler);
    }

    private void serve(ApiMetricsFilter.Builder filter, Handler handler) {
        start(filter, context -> ServletHost.serve(context, "/", handler));
    }

    private void restart(Handler handler) {
        if (host != null) {
            host.close();
        }
        serve(handler);
    }

    private ApiMetricsFilter.Builder filter() {
        return ApiMetricsFilter.builder(metrics).routes(ROUTES);
    }

    private void start(ApiMetricsFilter.Builder filter, Setup servlets) {
        host = start(context -> {
            filter.install(context);
            servlets.into(context);
        });
    }

    /** With a filter that sees all dispatches, and an error page. */
    private void startForAll(Setup servlets) {
        host = start(context -> {
            filterAll(context);
            servlets.into(context);
        });
    }

    private void filterAll(ServletContext context) {
        var registration = context.addFilter("all", ApiMetricsFilter.create(metrics, ROUTES));
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(ALL, false, "/*");
    }

    private URI base() {
        return Objects.requireNonNull(host, "no server was started").base();
    }

    private URI at(String path) {
        return base().resolve(path);
    }

    private static Handler forwardTo(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    private static Handler answer(int status) {
        return (request, response) -> answerNow(response, status);
    }

    private static void answerNow(HttpServletResponse response, int status) throws IOException {
        response.setStatus(status);
        response.getOutputStream().print("hello");
    }

    private static void complete(AsyncContext async, int status) {
        try {
            answerNow((HttpServletResponse) async.getResponse(), status);
            async.complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void completeQuietly(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already.
        }
    }

    private static void writeMuch(HttpServletResponse response) throws IOException {
        for (int i = 0; i < 10_000; i++) {
            response.getOutputStream().write(new byte[10_000]);
        }
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = Wire.raw(base(), request)) {
            return Wire.readAll(socket);
        }
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
}
