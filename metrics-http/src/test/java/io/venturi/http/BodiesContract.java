package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.ServletHost.Container;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** What {@link ApiMetricsFilter} tells of bodies and connections, whatever the container. */
abstract class BodiesContract extends FilterContract {

    BodiesContract(Container container) {
        super(container);
    }

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

    @Test
    void whatIsReadAndWrittenWithoutBlockingIsMeasured() throws IOException {
        serve(filter().sizes(true), Echo::start);
        String chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n";
        assertThat(exchange("POST /orders HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + chunked))
                .endsWith("abcdefg");
        meters.awaitOnly("/orders", "POST", "200");
        meters.awaitSize("pipeline.api.request.size", "/orders", 7);
        meters.awaitSize("pipeline.api.response.size", "/orders", 7);
    }

    @Test
    void anAsynchronousAnswerIsMeasuredHoweverItIsStarted() {
        serve(filter().sizes(true), (request, response) -> {
            AsyncContext async = request.startAsync();
            threads.execute(() -> {
                try {
                    async.getResponse().getOutputStream().print("hello");
                    async.getResponse().flushBuffer();
                    async.complete();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        });
        assertThat(Wire.text(Wire.get(at("/orders")))).isEqualTo("hello");
        meters.awaitOnly("/orders", "GET", "200");
        meters.awaitSize("pipeline.api.response.size", "/orders", 5);
    }
}
