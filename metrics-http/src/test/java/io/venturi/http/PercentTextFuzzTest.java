package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Percent-encoded text, read where it stands, against the same text decoded by the JDK. */
class PercentTextFuzzTest {

    @FuzzTest(maxDuration = "15s")
    void anyTextIsReadAsTheDecodedOne(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        String decoded = NaiveRoutes.decode(text);
        int length = PercentText.length(text, 0, text.length());
        if (decoded == null) {
            assertThat(length).isEqualTo(-1);
            return;
        }
        assertThat(length).isEqualTo(decoded.codePointCount(0, decoded.length()));
        assertThat(PercentText.hash(text, 0, text.length())).isEqualTo(decoded.hashCode());
        assertThat(PercentText.isDots(text, 0, text.length())).isEqualTo(decoded.matches("\\.*+"));
        String half = decoded.substring(0, decoded.offsetByCodePoints(0, length / 2));
        assertThat(PercentText.startsWith(text, 0, text.length(), half)).isTrue();
        assertThat(PercentText.startsWith(text, 0, text.length(), decoded)).isTrue();
        assertThat(PercentText.startsWith(text, 0, text.length(), decoded + 'x'))
                .isFalse();
    }
}
