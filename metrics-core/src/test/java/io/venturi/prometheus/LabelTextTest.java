package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LabelTextTest {

    @Property(tries = 300)
    void labelsAreReadFromTheirText(
            @ForAll @Size(max = 5)
                    Map<@CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 8) String, String> given) {
        List<String> namesAndValues = new ArrayList<>();
        given.forEach((name, value) -> {
            namesAndValues.add(name);
            namesAndValues.add(withoutLoneSurrogates(value));
        });
        Labels labels = Labels.of(namesAndValues.toArray(String[]::new));
        assertThat((Object) LabelText.parse(LabelText.of(labels))).isEqualTo(labels);
    }

    @Test
    void whatIsEscapedInTextComesBackAsItWas() {
        Labels labels = Labels.of("a", "\\n\n\"=,\\\\", "b", "", "c", "ü€😀");
        assertThat((Object) LabelText.parse(LabelText.of(labels))).isEqualTo(labels);
        assertThat((Object) LabelText.parse(new byte[0])).isEqualTo(Labels.EMPTY);
    }

    /** Which UTF-8 has no room for. */
    private static String withoutLoneSurrogates(String value) {
        return value.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
