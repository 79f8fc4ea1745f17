package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Templates as nobody writes them: each is refused with a message, or can be used. */
class TemplateFuzzTest {

    @FuzzTest(maxDuration = "15s")
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
