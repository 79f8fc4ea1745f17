package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.ServletHost.Container;
import io.venturi.http.ServletHost.Deployment;
import io.venturi.http.ServletHost.Handler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That {@link ApiMetricsFilter} counts a request once, however it is dispatched, whatever the container. */
abstract class DispatchesContract extends FilterContract {

    DispatchesContract(Container container) {
        super(container);
    }

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

    @Test
    void aPageForAStatusCountsOnce() {
        deployWithPage("404", (request, response) -> response.sendError(404));
        HttpResponse<byte[]> response = Wire.get(at("/orders"));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Wire.text(response)).isEqualTo("our page");
        meters.awaitOnly("/orders", "GET", "404");
    }

    @Test
    void aPageForAnExceptionCountsOnce() {
        deployWithPage("java.lang.IllegalStateException", (request, response) -> {
            throw new IllegalStateException("x");
        });
        HttpResponse<byte[]> response = Wire.get(at("/orders"));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(Wire.text(response)).isEqualTo("our page");
        meters.awaitOnly("/orders", "GET", "500");
        meters.awaitException("/orders", "IllegalStateException");
    }

    @Test
    void aPageForAnErrorOfAnAsynchronousAnswerCountsOnce() {
        deployWithPage("409", (request, response) -> {
            AsyncContext async = request.startAsync();
            threads.execute(() -> {
                try {
                    ((HttpServletResponse) async.getResponse()).sendError(409);
                    async.complete();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        });
        assertThat(Wire.get(at("/orders")).statusCode()).isEqualTo(409);
        meters.awaitOnly("/orders", "GET", "409");
    }

    private void deployWithPage(String cause, Handler handler) {
        deploy(new Deployment("", Map.of(cause, "/forwarded"), context -> {
            filterAll(context);
            ServletHost.serve(context, "/orders", handler);
            ServletHost.serve(context, "/forwarded", (request, response) -> response.getOutputStream()
                    .print("our page"));
        }));
    }
}
