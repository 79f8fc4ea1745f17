package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.ServletHost.Container;
import io.venturi.http.ServletHost.Deployment;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Under which route {@link ApiMetricsFilter} counts a request, whatever the container. */
abstract class RoutesContract extends FilterContract {

    RoutesContract(Container container) {
        super(container);
    }

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
        assertThat(Wire.get(at("/files/" + "x".repeat(10_000))).statusCode()).isEqualTo(200);
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

    @Test
    void routesBeginBelowTheContextsPath() {
        deploy(new Deployment("/shop", Map.of(), context -> {
            filter().install(context);
            ServletHost.serve(context, "/exact", answer(201));
            ServletHost.serve(context, "/", answer(200));
        }));
        for (String path : new String[] {"/orders/1", "/orders;x=y/1", "/exact", "/metrics", "/other/orders"}) {
            Wire.get(at("/shop" + path));
        }
        meters.awaitRequests("/orders/{id}", "GET", "200", 2);
        meters.awaitRequests("/exact", "GET", "201", 1);
        meters.awaitRequests("UNMATCHED", "GET", "200", 1);
        assertThat(meters.requests()).isEqualTo(4);
    }

    @Test
    void anExpressionConstrainsAVariable() {
        RouteTemplates routes = RouteTemplates.of("/{year:\\d{4}}/{month}", "/{name}/{month}");
        serve(ApiMetricsFilter.builder(metrics).routes(routes), answer(200));
        Wire.get(at("/2026/11"));
        Wire.get(at("/%32026/11"));
        Wire.get(at("/x2026/11"));
        meters.awaitRequests("/{year:\\d{4}}/{month}", "GET", "200", 2);
        meters.awaitRequests("/{name}/{month}", "GET", "200", 1);
    }
}
