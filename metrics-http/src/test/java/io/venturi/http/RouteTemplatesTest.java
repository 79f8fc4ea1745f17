package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteTemplatesTest {

    private static final RouteTemplates ROUTES = RouteTemplates.of(
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
            "/{x}/b/d",
            "/caf-é");

    @Test
    void literalsArePreferredToConstrainedToVariablesToTheRest() {
        assertMatch("/orders/new", "/orders/new");
        assertMatch("/orders/17", "/orders/{id}");
        assertMatch("/v2/status", "/v{version}/status");
        assertMatch("/v2.json", "/{name}.json");
        assertMatch("/files/readme", "/files/readme");
        assertMatch("/files/readme/x", "/files/{*rest}");
        assertMatch("/files", "/files/{*rest}");
        assertMatch("/", "/");
    }

    @Test
    void itGoesBackWhereABetterBeginningLeadsNowhere() {
        assertMatch("/a/b/c", "/a/b/c");
        assertMatch("/a/b/d", "/{x}/b/d");
        assertMatch("/a/b/e", "UNMATCHED");
    }

    @Test
    void aVariableIsNeverEmpty() {
        assertMatch("/v/status", "UNMATCHED");
        assertMatch("/.json", "UNMATCHED");
        assertMatch("/orders//lines/1", "UNMATCHED");
    }

    @Test
    void queriesMatrixParametersAndSlashesAreIgnored() {
        assertMatch("/orders?id=1/2", "/orders");
        assertMatch("/orders/17/?x", "/orders/{id}");
        assertMatch("//orders//17//", "/orders/{id}");
        assertMatch("/orders;a=b/17;c", "/orders/{id}");
        assertMatch("/;x", "/");
        assertMatch("?x", "UNMATCHED");
    }

    @Test
    void encodedSegmentsAreComparedDecoded() {
        assertMatch("/%6frders/%31", "/orders/{id}");
        assertMatch("/caf-%C3%A9", "/caf-é");
        assertMatch("/orders/a%2Flines%2Fb", "/orders/{id}");
        assertMatch("/%762/status", "/v{version}/status");
        assertMatch("/a%2ejson", "/{name}.json");
    }

    @Test
    void malformedPathsAndDotsMatchNothing() {
        for (String path : List.of(
                "/orders/%",
                "/orders/%4",
                "/orders/%zz",
                "/orders/%ff",
                "/files/a/%c3",
                "/orders/.",
                "/orders/..",
                "/orders/%2e%2E",
                "/files/a/../b",
                "/orders/..;x",
                "orders",
                "",
                "*")) {
            assertMatch(path, "UNMATCHED");
        }
        assertMatch("/orders/...", "/orders/{id}");
    }

    @Test
    void lengthAndDepthAreLimited() {
        assertMatch("/files/" + "a".repeat(2041), "/files/{*rest}");
        assertMatch("/files/" + "a".repeat(2042), "UNMATCHED");
        assertMatch("/files?" + "a".repeat(9000), "/files/{*rest}");
        assertMatch("/files" + "/a".repeat(31), "/files/{*rest}");
        assertMatch("/files" + "/a".repeat(32), "UNMATCHED");
    }

    @Test
    void templatesThatMatchTheSamePathsAreRefusedByName() {
        assertThatThrownBy(() -> RouteTemplates.of("/orders/{id}", "/x", "/orders/{order}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("templates /orders/{id} and /orders/{order} match the same paths: remove one of them");
        assertThatThrownBy(() -> RouteTemplates.of("/v{a}", "/v{b}")).hasMessageContaining("/v{a} and /v{b}");
        assertThatThrownBy(() -> RouteTemplates.of("/{*a}", "/{*b}")).hasMessageContaining("same paths");
        assertThat(RouteTemplates.of("/v{a}", "/{a}.v", "/{a}", "/{*a}").size()).isEqualTo(4);
    }

    @Test
    void malformedTemplatesAreRefused() {
        for (String template : List.of(
                "orders",
                "",
                "/orders/",
                "//orders",
                "/orders?x",
                "/a;b",
                "/{id",
                "/id}",
                "/{}",
                "/{a}{b}",
                "/{*rest}/x",
                "/x{*rest}",
                "/./a",
                "/a/..",
                "/a b",
                "/a".repeat(33),
                "/" + "a".repeat(2048))) {
            assertThatThrownBy(() -> RouteTemplates.of(template))
                    .as(template)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("template '" + template + "'");
        }
    }

    @Test
    void routesAreNumberedAsTheyAreGiven() {
        assertThat(ROUTES.match("/orders")).isEqualTo(1);
        assertThat(ROUTES.match("/nothing/here")).isEqualTo(RouteTemplates.NO_ROUTE);
        assertThatThrownBy(() -> ROUTES.template(99)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void manyRoutesAreToldApart() {
        RouteTemplates many = RouteTemplates.of(IntStream.range(0, 3000)
                .mapToObj(i -> "/api/resource" + i + "/{id}")
                .toList());
        for (int i = 0; i < 3000; i++) {
            assertThat(many.match("/api/resource" + i + "/x")).isEqualTo(i);
        }
        assertThat(many.match("/api/resource3000/x")).isEqualTo(RouteTemplates.NO_ROUTE);
    }

    @Test
    void matchingAllocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        String[] paths = {"/orders/17/lines/3?x", "/a/b/d", "/v2%2E1/status", "/files/a/b/c/d", "/no/such/thing"};
        int rounds = 10_000;
        long matched = 0;
        matched += matchAll(paths, 100);
        long before = threads.getCurrentThreadAllocatedBytes();
        matched += matchAll(paths, rounds);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(matched).isPositive();
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

    private static void assertMatch(String path, String template) {
        assertThat(ROUTES.template(ROUTES.match(path))).as(path).isEqualTo(template);
    }
}
