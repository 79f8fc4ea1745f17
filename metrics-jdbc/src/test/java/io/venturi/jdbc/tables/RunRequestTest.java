package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are taken, and what is said of those that are not. */
class RunRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\n} ", "{\"exclude\": []}", "{\"skipSchemas\": [], \"exclude\": []}"})
    void nothingToLeaveOutIsAll(String json) {
        assertThat(RunRequest.parse(json)).isEqualTo(RunRequest.ALL);
    }

    @Test
    void namesAreAsTheCatalogueHasThem() {
        String json =
                "{\"exclude\": [\"public.orders\", \"Sales.Two Words\", \"public.a.b\", \"a.b.c\", \"s.\\\"q\\\"\","
                        + " \"public.orders\", \"\\ud83d\\ude00.t\"], \"skipSchemas\": [\"tmp\", \"Temp \\\"2\\\"\"]}";

        assertThat(RunRequest.parse(json))
                .isEqualTo(new RunRequest(
                        Set.of("tmp", "Temp \"2\""),
                        Set.of("public.orders", "Sales.Two Words", "public.a.b", "a.b.c", "s.\"q\"", "😀.t")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                     | The request is empty: give an object, such as {\"skipSchemas\"",
                "`   `                                  | The request is empty",
                "null                                   | The request is null: give an object",
                "[]                                     | The request is a list: give an object",
                "\"tmp\"                                | The request is the text 'tmp': give an object",
                "{                                      | is not JSON",
                "{\"exclude\": [\"public.orders\"]      | is not JSON",
                "{'exclude': []}                        | is not JSON",
                "{exclude: []}                          | is not JSON",
                "{\"exclude\": [],}                     | is not JSON",
                "{} {}                                  | After the request's object comes an object: give one object",
                "{} x                                   | is not JSON",
                "{}]                                    | is not JSON",
                "{\"schemas\": []}                      | Key 'schemas' is not known: use skipSchemas and exclude",
                "{\"skipschemas\": []}                  | Key 'skipschemas' is not known",
                "{\"exclude\": [], \"exclude\": []}     | Key 'exclude' comes twice: give one list",
                "{\"exclude\": null}                    | exclude is null: give a list of names, as in",
                "{\"exclude\": \"public.orders\"}       | exclude is the text 'public.orders': give a list",
                "{\"exclude\": {\"a\": 1}}              | exclude is an object: give a list",
                "{\"skipSchemas\": [1]}                 | skipSchemas holds 1: give names in quotes",
                "{\"skipSchemas\": [true]}              | skipSchemas holds true",
                "{\"skipSchemas\": [[\"tmp\"]]}         | skipSchemas holds a list",
                "{\"skipSchemas\": [\"\"]}              | skipSchemas holds '': give the name of a schema",
                "{\"skipSchemas\": [\"a\\u0000\"]}      | skipSchemas holds 'a?': give the name of a schema",
                "{\"skipSchemas\": [\"\\ud83d\"]}       | give the name of a schema, names of 1 to 63 bytes",
                "{\"exclude\": [\"orders\"]}            | exclude holds 'orders': give schema.table, as in public.orders",
                "{\"exclude\": [\".orders\"]}           | exclude holds '.orders'",
                "{\"exclude\": [\"public.\"]}           | exclude holds 'public.'",
                "{\"exclude\": [\".\"]}                 | exclude holds '.'",
                "{\"exclude\": [\"a.b\\u0000\"]}        | exclude holds 'a.b?'",
            })
    void anythingElseIsRefusedByName(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunRequest.parse(json))
                .withMessageContaining(message);
    }

    @Test
    void namesAreAtMostSixtyThreeBytes() {
        String longest = "ä".repeat(31) + "x";
        RunRequest.parse(
                "{\"skipSchemas\": [\"" + longest + "\"], \"exclude\": [\"" + longest + "." + longest + "\"]}");

        for (String json : Set.of(
                "{\"skipSchemas\": [\"" + longest + "x\"]}",
                "{\"exclude\": [\"public." + longest + "x\"]}",
                "{\"exclude\": [\"" + longest + "x.orders\"]}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunRequest.parse(json))
                    .withMessageContaining("of 1 to 63 bytes");
        }
    }

    @Test
    void whatIsTooLargeIsRefusedUnread() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunRequest.parse("{".repeat((1 << 20) + 1)))
                .withMessageContaining("The request has 1048577 characters: give at most 1048576");
    }

    @Test
    void depthAndLengthAreNoTrouble() {
        for (String json : Set.of(
                "[".repeat(1 << 20),
                "{\"exclude\":".repeat(1 << 16),
                "{\"exclude\": [" + "9".repeat(100_000) + "]}",
                "{\"" + "k".repeat(1_000_000) + "\": 1}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RunRequest.parse(json))
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
        }
    }
}
