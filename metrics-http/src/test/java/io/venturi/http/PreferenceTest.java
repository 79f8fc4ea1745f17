package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PreferenceTest {

    @Example
    void elementsKeepTheirOrderParametersAndQualities() {
        assertThat(Preference.parse("text/plain ; Version=0.0.4;q=0.5 , */*"))
                .containsExactly(
                        new Preference("text/plain", Map.of("version", "0.0.4"), 0.5),
                        new Preference("*/*", Map.of(), 1));
    }

    @Example
    void quotedStringsHideSeparators() {
        assertThat(Preference.parse("a/b;x=\"1,\\\"2;3\";q=0,c/d"))
                .containsExactly(new Preference("a/b", Map.of("x", "1,\"2;3"), 0), new Preference("c/d", Map.of(), 1));
    }

    @Example
    void malformedQualitiesDropTheirElementOnly() {
        for (String quality : List.of("", "x", "2", "1.1", "-0.1", ".5", "0.12345", "1e1", "NaN", "0x1", "٠.٥")) {
            assertThat(Preference.parse("a/b;q=" + quality + ";,c/d"))
                    .as(quality)
                    .noneMatch(preference -> preference.value().equals("a/b"))
                    .anyMatch(preference -> preference.value().equals("c/d"));
        }
    }

    @Example
    void anAbsentEmptyOrEndlessHeaderHasNoElements() {
        assertThat(Preference.parse(null)).isEmpty();
        assertThat(Preference.parse("")).isEmpty();
        assertThat(Preference.parse(" , ;q=1,")).isEmpty();
        assertThat(Preference.parse("a/b,".repeat(5000))).isEmpty();
    }

    @Property
    void anythingAtAllIsParsed(@ForAll String header) {
        assertThat(Preference.parse(header))
                .allSatisfy(preference -> assertThat(preference.quality()).isBetween(0.0, 1.0));
    }

    @Property(tries = 5000)
    void anythingThatLooksLikeAHeaderNegotiatesSomething(@ForAll("nearlyHeaders") String header) {
        assertThat(ExpositionFormat.negotiate(header)).isNotNull();
        assertThat(ContentCoding.negotiate(header)).isNotNull();
    }

    @Provide
    Arbitrary<String> nearlyHeaders() {
        return Arbitraries.of(
                        "text/plain",
                        "application/openmetrics-text",
                        "application/vnd.google.protobuf",
                        "*/*",
                        "application/*",
                        "gzip",
                        ";q=",
                        ";version=",
                        "0.0.4",
                        "1.0.0",
                        "0.5",
                        "1",
                        "\"",
                        "\\",
                        ",",
                        ";",
                        "=",
                        " ",
                        "\u0000",
                        "é")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
