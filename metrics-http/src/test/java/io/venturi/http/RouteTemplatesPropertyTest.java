package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

class RouteTemplatesPropertyTest {

    @Property(tries = 20_000)
    void itMatchesWhatTheNaiveReferenceMatches(
            @ForAll("templates") List<String> templates, @ForAll("paths") String path) {
        RouteTemplates routes = RouteTemplates.of(templates);
        String matched = routes.template(routes.match(path));
        assertThat(matched).isEqualTo(new NaiveRoutes(templates).match(path));
        Statistics.collect(matched.equals(RouteTemplates.UNMATCHED) ? "unmatched" : "matched");
        Statistics.coverage(
                coverage -> coverage.check("matched").percentage(share -> share > 10)); // or it would prove little
    }

    @Property
    void anythingAtAllIsMatchedOrNot(@ForAll String path) {
        RouteTemplates routes = RouteTemplates.of("/", "/{id}", "/a/{*rest}");
        String slashed = '/' + path;
        assertThat(routes.template(routes.match(slashed)))
                .isEqualTo(new NaiveRoutes(List.of("/", "/{id}", "/a/{*rest}")).match(slashed));
        assertThat(routes.match(path)).isBetween(-1, 2);
    }

    @Provide
    Arbitrary<List<String>> templates() {
        Arbitrary<String> segment = Arbitraries.of(
                "a",
                "b",
                "ab",
                "é",
                "a%20b",
                "𝄞",
                "v{x}",
                "{x}.b",
                "a{x}",
                "a{x}b",
                "é{x}",
                "{x}",
                "{x}",
                "{x}",
                "{x:[a-b]+}",
                "{x:\\d{2}|v\\d}",
                "v{x:\\d+}",
                "{x:[^a]+}",
                "{x:é|𝄞*}",
                "{x:\\w+}.{y}",
                "{x}b{y:.?}",
                "{x: [a b]+}");
        Arbitrary<String> last = Arbitraries.of("", "", "", "/{*r}");
        Arbitrary<String> template = segment.list()
                .ofMaxSize(4)
                .flatMap(segments -> last.map(rest ->
                        segments.isEmpty() ? (rest.isEmpty() ? "/" : rest) : '/' + String.join("/", segments) + rest));
        return template.list().ofMinSize(1).ofMaxSize(12).map(RouteTemplatesPropertyTest::withoutDuplicates);
    }

    private static List<String> withoutDuplicates(List<String> templates) {
        Set<String> seen = new HashSet<>(templates);
        return new ArrayList<>(seen);
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> segment = Arbitraries.frequencyOf(
                Tuple.of(
                        12,
                        Arbitraries.of(
                                "a", "b", "ab", "é", "v1", "vb", "a.b", "ab.b", "x", "aab", "a%20b", "ééé", "𝄞", "12",
                                "1b")),
                Tuple.of(
                        4,
                        Arbitraries.of(
                                "%61", "%C3%A9", "%c3%a9x", "%F0%9D%84%9E", "%2F", "a%2Fb", "%76x", "v%31", "x%2eb")),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                ".",
                                "..",
                                "%2e",
                                "%2E.",
                                "...",
                                "%",
                                "%4",
                                "%zz",
                                "%ff",
                                "%c3",
                                "%ed%a0%80",
                                "%f5%80%80%80",
                                "%c0%af",
                                "a%",
                                "%F0%9D%84",
                                "\ud834",
                                "%e0%80%af")));
        Arbitrary<String> matrix = Arbitraries.of("", "", "", "", "", ";", ";v=1", ";v=%zz;..");
        Arbitrary<String> slash = Arbitraries.of("/", "/", "/", "/", "//");
        Arbitrary<String> end = Arbitraries.of("", "", "", "", "/", "//", "?", "?a=/b", "/?x;y", ";x");
        Arbitrary<String> step = Combinators.combine(slash, segment, matrix)
                .as((separator, text, parameters) -> separator + text + parameters);
        Arbitrary<String> ordinary = step.list().ofMaxSize(5).map(steps -> String.join("", steps));
        Arbitrary<String> endless = Arbitraries.integers().between(30, 34).map("/a"::repeat);
        return Arbitraries.frequencyOf(Tuple.of(40, ordinary), Tuple.of(1, endless))
                .flatMap(path -> end.map(tail -> path + tail));
    }
}
