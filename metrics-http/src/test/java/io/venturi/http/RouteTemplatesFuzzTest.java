package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The matcher against bytes that are made to reach every branch of it. A usual build replays the seeds alone; {@code
 * .ci/fuzz} fuzzes. It needs a class for each method, as a JVM can fuzz one.
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
            "/caf-é",
            "/by/{year:\\d{4}}/{month:0[1-9]|1[0-2]}",
            "/by/{year:\\d{4}}/{name}",
            "/by/{slug:[^\\d]+}",
            "/by/{slug:\\w+}-{id:[0-9a-f]{8}}");

    private static final RouteTemplates ROUTES = RouteTemplates.of(TEMPLATES);
    private static final NaiveRoutes REFERENCE = new NaiveRoutes(TEMPLATES);

    @FuzzTest(maxDuration = "15s")
    void anyPathIsMatchedAsTheReferenceDoes(byte[] input) {
        String path = new String(input, StandardCharsets.UTF_8);
        assertThat(ROUTES.template(ROUTES.match(path))).isEqualTo(REFERENCE.match(path));
    }
}
