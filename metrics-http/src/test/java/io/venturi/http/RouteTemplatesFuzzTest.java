package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The matcher against bytes that are made to reach every branch of it. A usual build replays the seeds alone; CONTRIBUTING.md
 * says how to fuzz a method for a minute.
 */
class RouteTemplatesFuzzTest {

    private static final List<String> TEMPLATES = List.of(
            "/",
            "/orders",
            "/orders/{id}",
            "/orders/new",
            "/orders/{id}/lines/{line}",
            "/v{version}/status",
            "/{name}.json",
            "/files/{*rest}",
            "/files/readme",
            "/a/b/c",
            "/a%20b",
            "/a%zz",
            "/{x}/b/d",
            "/caf-é");

    private static final RouteTemplates ROUTES = RouteTemplates.of(TEMPLATES);
    private static final NaiveRoutes REFERENCE = new NaiveRoutes(TEMPLATES);

    @FuzzTest(maxDuration = "1m")
    void anyPathIsMatchedAsTheReferenceDoes(byte[] input) {
        String path = new String(input, StandardCharsets.UTF_8);
        assertThat(ROUTES.template(ROUTES.match(path))).isEqualTo(REFERENCE.match(path));
    }

    @FuzzTest(maxDuration = "1m")
    void anyTemplateIsRefusedOrUsable(byte[] input) {
        String template = new String(input, StandardCharsets.UTF_8);
        RouteTemplates routes;
        try {
            routes = RouteTemplates.of("/orders/{id}", template);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(routes.match("/orders/17")).isNotEqualTo(RouteTemplates.NO_ROUTE);
        assertThat(routes.match(template)).isBetween(RouteTemplates.NO_ROUTE, 1);
    }
}
