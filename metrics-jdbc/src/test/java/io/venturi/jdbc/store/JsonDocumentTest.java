package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.Severity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {

    @Test
    void whatIsWrittenIsRead() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("text", "a \"quoted\" é 😀");
        content.put("long", Long.MIN_VALUE);
        content.put("big", BigInteger.TEN.pow(30));
        content.put("decimal", new BigDecimal("1.25"));
        content.put("truth", true);
        content.put("list", List.of("a", Map.of("b", 1L)));

        assertThat(JsonDocument.members(JsonDocument.of(content))).isEqualTo(content);
    }

    @Test
    void otherKindsOfNumbersAndNames() {
        assertThat(JsonDocument.of(List.of((byte) 1, (short) 2, 3, 4.5f, new AtomicLong(6), Severity.INFO)))
                .isEqualTo("[1,2,3,4.5,6,\"INFO\"]");
        assertThat(JsonDocument.of(List.of(Double.NaN, Double.NEGATIVE_INFINITY)))
                .isEqualTo("[\"NaN\",\"-Infinity\"]");
    }

    @Test
    void nullStaysAndOtherShapesAreEmpty() {
        assertThat(JsonDocument.members("{\"a\": null}")).containsEntry("a", null);
        assertThat(JsonDocument.members("[1]")).isEmpty();
        assertThat(JsonDocument.texts("[1, \"b\"]")).containsExactly("1", "b");
        assertThat(JsonDocument.texts("{}")).isEmpty();
    }

    @Test
    void whatIsNoDocumentIsRefusedByItsPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonDocument.of(Map.of("a", Map.of("b", new Object()))))
                .withMessageContaining("'/a/b' is a java.lang.Object");
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonDocument.of(endless))
                .withMessageContaining("deeper than 20");
    }

    @Test
    void aNumberOfMoreDigitsThanReadersTakeIsRefused() {
        BigDecimal longest = new BigDecimal("1e99");
        assertThat(JsonDocument.of(Map.of("a", longest))).isEqualTo("{\"a\":1E+99}");
        for (Number bad : List.of(
                new BigDecimal("1e2000"),
                new BigDecimal("1e-2000"),
                new BigDecimal("0e2147483647"),
                BigInteger.TEN.pow(100))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonDocument.of(Map.of("a", Map.of("b", bad))))
                    .withMessageContaining("'/a/b' is a number of more than 100 digits");
        }
    }

    @Test
    void whateverNumberIsStoredIsRead() {
        String digits = "9".repeat(131_072);
        assertThat(JsonDocument.members("{\"a\": " + digits + ", \"b\": 0." + "1".repeat(16_383) + "}"))
                .containsEntry("a", new BigInteger(digits))
                .containsKey("b");
    }

    @Test
    void textIsCutBetweenCharacters() {
        assertThat(StoredText.cut("ab😀", 3)).isEqualTo("ab");
        assertThat(StoredText.cut("ab😀", 4)).isEqualTo("ab😀");
        assertThat(StoredText.cut("a😀b", 3)).isEqualTo("a😀");
        assertThat(StoredText.cut("a\0b\uD83D", 10)).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(StoredText.cut("\uDE00\uD83D", 10)).isEqualTo("\uFFFD\uFFFD");
        assertThat(StoredText.cut("", 10)).isEmpty();
    }

    @Test
    void namesAreNotCut() {
        String longest = "x".repeat(200);
        assertThat(StoredText.name("worker", longest)).isEqualTo(longest);
        for (String bad : new String[] {"", " ", longest + "x", "a\0b", "\uD83D"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StoredText.name("worker", bad))
                    .withMessageStartingWith("worker is '")
                    .withMessageContaining("give 1 to 200");
        }
    }
}
