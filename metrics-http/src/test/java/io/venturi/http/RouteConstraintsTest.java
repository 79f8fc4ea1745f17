package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Templates whose variables have a regular expression. */
class RouteConstraintsTest {

    private static final RouteTemplates ROUTES = RouteTemplates.of(
            "/orders/{id:[0-9]+}",
            "/orders/{id:[0-9]+}/lines",
            "/orders/{name}",
            "/orders/latest",
            "/{year:\\d{4}}/{month:0[1-9]|1[0-2]}",
            "/{uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}",
            "/v{version:\\d+\\.\\d+}/status",
            "/{name:[a-z-]+}-{version:\\d\\.\\d}{extension:\\.[a-z]+}",
            "/caf\u00e9/{word:[\u00e0-\u00ff]+}",
            "/rest/{path : [^/]+}",
            "/files/{*rest}");

    @Test
    void aVariableMatchesWhatItsExpressionDoes() {
        assertMatch("/orders/17", "/orders/{id:[0-9]+}");
        assertMatch("/orders/17/lines", "/orders/{id:[0-9]+}/lines");
        assertMatch("/orders/17a", "/orders/{name}");
        assertMatch("/orders/17a/lines", "UNMATCHED");
        assertMatch("/2026/11", "/{year:\\d{4}}/{month:0[1-9]|1[0-2]}");
        assertMatch("/2026/13", "UNMATCHED");
        assertMatch("/20261/11", "UNMATCHED");
        String uuid = "/{uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}}";
        assertMatch("/3fa85f64-5717-4562-b3fc-2c963f66afa6", uuid);
        assertMatch("/3fa85f64-5717-4562-b3fc-2c963f66afa", "UNMATCHED");
    }

    @Test
    void literalsAndFurtherVariablesMayStandBesideIt() {
        assertMatch("/v1.25/status", "/v{version:\\d+\\.\\d+}/status");
        assertMatch("/v1/status", "UNMATCHED");
        assertMatch("/spring-web-7.0.jar", "/{name:[a-z-]+}-{version:\\d\\.\\d}{extension:\\.[a-z]+}");
        assertMatch("/spring-web-7.jar", "UNMATCHED");
        assertThat(match("/from..to", "/{base}..{head}")).isEqualTo("/{base}..{head}");
    }

    @Test
    void segmentsAreComparedDecodedAndWithoutTheirParameters() {
        assertMatch("/orders/%31%37", "/orders/{id:[0-9]+}");
        assertMatch("/orders/17;v=2/lines", "/orders/{id:[0-9]+}/lines");
        assertMatch("/caf%C3%A9/%C3%A0%c3%bf", "/caf\u00e9/{word:[\u00e0-\u00ff]+}");
        assertMatch("/caf\u00e9/\u00e0\u00ff", "/caf\u00e9/{word:[\u00e0-\u00ff]+}");
        assertMatch("/rest/a%20b", "/rest/{path : [^/]+}");
        assertMatch("/rest/a%2Fb", "UNMATCHED");
        assertThat(match("/%F0%9D%84%9E", "/{clef:\ud834\udd1e}")).isEqualTo("/{clef:\ud834\udd1e}");
        assertThat(match("/%0A", "/{any:.}")).isEqualTo("/{any:.}");
        assertThat(match("/%", "/{any:.}")).isEqualTo("UNMATCHED");
    }

    @Test
    void literalsComeFirstThenMoreCharactersThenExpressionsThenTheFirstOne() {
        assertMatch("/orders/latest", "/orders/latest");
        assertThat(match("/v1", "/{x:v\\d}", "/v{x}")).isEqualTo("/v{x}");
        assertThat(match("/v1", "/v{x}", "/v{x:\\d}")).isEqualTo("/v{x:\\d}");
        assertThat(match("/12", "/{x:\\d+}", "/{x:\\w+}", "/{x}")).isEqualTo("/{x:\\d+}");
        assertThat(match("/12", "/{x}", "/{x:\\w+}", "/{x:\\d+}")).isEqualTo("/{x:\\w+}");
        assertThat(match("/12/b", "/{x:\\w+}/a", "/{x:\\d+}/b", "/{x}/b")).isEqualTo("/{x:\\d+}/b");
    }

    @Test
    void expressionsThatMatchTheSameAreRefusedHoweverTheyAreWritten() {
        for (String other : List.of("\\d+", "[0-9][0-9]*", "\\d*", "(?:1|[02-9])+", "\\d{1,}?")) {
            assertThatThrownBy(() -> RouteTemplates.of("/o/{id:[0-9]+}/x", "/o/{n:" + other + "}/x"))
                    .hasMessage("templates /o/{id:[0-9]+}/x and /o/{n:" + other
                            + "}/x match the same paths: remove one of them");
        }
        assertThatThrownBy(() -> RouteTemplates.of("/{id}", "/{rest:.*}")).hasMessageContaining("same paths");
        assertThatThrownBy(() -> RouteTemplates.of("/v{x:\\d}", "/{x:v\\d}")).hasMessageContaining("same paths");
        assertThatThrownBy(() -> RouteTemplates.of("/v{a}", "/v{b:.+}")).hasMessageContaining("same paths");
        assertThat(RouteTemplates.of("/{id:\\d+}", "/{id:\\d+}/x", "/{id:\\d{1,9}}")
                        .size())
                .isEqualTo(3);
    }

    @Test
    void whatAnAutomatonCannotFollowIsRefused() {
        assertRefused("(a)\\1", "an escape other than");
        assertRefused("\\p{L}+", "an escape other than");
        assertRefused("a\\b", "an escape other than");
        assertRefused("(?=a)b", "a look-around, flag or named group");
        assertRefused("(?i)a", "a look-around, flag or named group");
        assertRefused("a*+", "a possessive quantifier");
        assertRefused("^a$", "an anchor");
        assertRefused("a/b", "a slash, which no segment has");
        assertRefused("[a&&b]", "an empty class, or one in another");
        assertRefused("[a[b]]", "an empty class, or one in another");
        assertRefused("[]", "an empty class");
        assertRefused("[a", "'[' without ']'");
        assertRefused("[\\d-z]", "a range that begins or ends with a set");
        assertRefused("[z-a]", "a range of characters from a later");
        assertRefused("(a", "'(' without ')'");
        assertRefused("a)", "')' without '('");
        assertRefused("*", "nothing to repeat");
        assertRefused("a**", "nothing to repeat");
        assertRefused("a{2,1}", "a malformed count");
        assertRefused("a{,1}", "a malformed count");
        assertRefused("a{1001}", "a malformed count");
        assertRefused("(".repeat(100) + ")".repeat(100), "too many groups");
    }

    @Test
    void whatMatchesNothingOrTakesTooManyStatesIsRefused() {
        assertThatThrownBy(() -> RouteTemplates.of("/{x:}"))
                .hasMessage(
                        "template '/{x:}' has the segment '{x:}', which matches nothing but the empty text, if that");
        assertThatThrownBy(() -> RouteTemplates.of("/{x:(a|b)*a(a|b){12}}"))
                .hasMessage(
                        "template '/{x:(a|b)*a(a|b){12}}' has the segment '{x:(a|b)*a(a|b){12}}', which takes too many"
                                + " states to match: constrain it less, say by + instead of a count");
        for (String regex : List.of("(a{1,500}){1,500}", "(a{1,500}b?){1,500}", "a?".repeat(900), "(a|b?){1000}x")) {
            assertThatThrownBy(() -> RouteTemplates.of("/{x:" + regex + "}")).hasMessageContaining("too many states");
        }
    }

    @Test
    void expressionsThatMakeBacktrackersSlowAreMatchedInOneGo() {
        RouteTemplates routes = RouteTemplates.of("/{x:(a+)+b}", "/{x:(a|aa)+c}", "/{x:(.*,){11}P}");
        assertThat(routes.match("/" + "a".repeat(2047))).isEqualTo(RouteTemplates.NO_ROUTE);
        assertThat(routes.match("/" + "a".repeat(2046) + "c")).isEqualTo(1);
        assertThat(routes.match("/" + "1,".repeat(1000))).isEqualTo(RouteTemplates.NO_ROUTE);
    }

    @Test
    void matchingAllocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        String[] paths = {"/orders/17/lines", "/2026/11", "/v1%2E25/status", "/caf%C3%A9/%C3%A0", "/spring-web-7.0.jar"
        };
        int rounds = 10_000;
        long matched = matchAll(paths, 100);
        long before = threads.getCurrentThreadAllocatedBytes();
        matched += matchAll(paths, rounds);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(matched).isEqualTo(5L * (100 + rounds));
        assertThat(allocated).as("bytes in all").isLessThan(rounds);
    }

    private static long matchAll(String[] paths, int rounds) {
        long matched = 0;
        for (int i = 0; i < rounds; i++) {
            for (String path : paths) {
                matched += ROUTES.match(path) >= 0 ? 1 : 0;
            }
        }
        return matched;
    }

    private static void assertRefused(String regex, String reason) {
        String template = "/a/{x:" + regex + "}";
        assertThatThrownBy(() -> RouteTemplates.of(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "template '" + template + "' has the constraint '" + regex + "', which has " + reason);
    }

    private static void assertMatch(String path, String template) {
        assertThat(ROUTES.template(ROUTES.match(path))).as(path).isEqualTo(template);
    }

    private static String match(String path, String... templates) {
        RouteTemplates routes = RouteTemplates.of(templates);
        return routes.template(routes.match(path));
    }
}
