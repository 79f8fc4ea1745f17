package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever labels hold, both formats give it back. */
class RandomLabelsTest {

    @Property(tries = 500)
    void throughImportAndExport(@ForAll String value, @ForAll double number) throws Exception {
        Labelled series = new Labelled("m", new TreeMap<>(Map.of("l", PrometheusText.wellFormed(value))));
        ImportBatch batch = new ImportBatch(1);
        batch.sample(
                new Source(series, series.toString(), FamilyType.GAUGE, "m", null, null, List.of(), List.of()),
                5,
                number);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ImportLines.write(batch, line);
        Map<Labelled, SampleList> found = new HashMap<>();

        ExportedLine.read(line.toString(StandardCharsets.UTF_8).trim(), found);

        assertThat(found).containsOnlyKeys(series);
        found.values().forEach(samples -> assertThat(samples.value(0)).isEqualTo(number));
    }

    @Property(tries = 500)
    void throughText(
            @ForAll @StringLength(max = 20) @CharRange(from = ' ', to = '~') String plain, @ForAll String any) {
        SortedMap<String, String> labels =
                new TreeMap<>(Map.of("a", plain, "b", PrometheusText.wellFormed(any), "c", "\\\"\n\\n" + plain));

        assertThat(parsed(new Labelled("m", labels).toString())).isEqualTo(labels);
    }

    /** As Prometheus reads it: between quotes, a backslash stands before what is escaped. */
    private static Map<String, String> parsed(String text) {
        Map<String, String> labels = new HashMap<>();
        int at = text.indexOf('{') + 1;
        while (text.charAt(at - 1) != '}') {
            int quote = text.indexOf('"', at);
            String name = text.substring(at, quote - 1);
            StringBuilder value = new StringBuilder();
            for (at = quote + 1; text.charAt(at) != '"'; at++) {
                assertThat(text.charAt(at)).isNotEqualTo('\n');
                if (text.charAt(at) == '\\') {
                    at++;
                    value.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at));
                } else {
                    value.append(text.charAt(at));
                }
            }
            labels.put(name, value.toString());
            at += 2;
        }
        return labels;
    }
}
