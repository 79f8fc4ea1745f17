package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, a request is taken or refused. */
class RandomRunRequestsTest {

    @Property(tries = 5_000)
    void anyTextIsTakenOrRefused(@ForAll String text) {
        check(text);
    }

    @Property(tries = 20_000)
    void anythingLikeJsonIsTakenOrRefused(@ForAll("almostJson") String text) {
        check(text);
    }

    private static void check(String text) {
        try {
            RunRequest request = RunRequest.parse(text);
            assertThat(request.skipSchemas()).noneMatch(String::isEmpty);
            assertThat(request.exclude()).allMatch(name -> name.indexOf('.', 1) > 0);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1_000).doesNotContain("\n", "\0");
        }
    }

    @Property
    void whatAWriterOfJsonWritesIsReadAgain(
            @ForAll("names") Set<String> schemas, @ForAll("tables") Set<String> tables) {
        String json = "{\"skipSchemas\":" + list(schemas) + ",\"exclude\":" + list(tables) + "}";

        assertThat(RunRequest.parse(json)).isEqualTo(new RunRequest(schemas, tables));
    }

    private static String list(Set<String> names) {
        return names.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        " ",
                        "\n",
                        "\"skipSchemas\"",
                        "\"exclude\"",
                        "\"other\"",
                        "\"public.orders\"",
                        "\"tmp\"",
                        "\"\"",
                        "\"\\u0000\"",
                        "\"\\ud800\"",
                        "\\",
                        "\"",
                        "null",
                        "true",
                        "-1e9999",
                        "0",
                        "/*",
                        "\0",
                        "\ud800",
                        "{}",
                        "{\"exclude\":[",
                        "]}")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return name().set().ofMaxSize(20);
    }

    @Provide
    Arbitrary<Set<String>> tables() {
        return Combinators.combine(name(), name())
                .as((schema, table) -> schema + "." + table)
                .set()
                .ofMaxSize(20);
    }

    private static Arbitrary<String> name() {
        return Arbitraries.strings()
                .withChars("abcXYZ_ .\"\\'{}[],:äß中")
                .ofMinLength(1)
                .ofMaxLength(21);
    }
}
