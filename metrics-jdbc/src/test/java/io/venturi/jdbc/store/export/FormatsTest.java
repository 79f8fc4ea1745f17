package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names, labels and numbers as receivers take them. */
class FormatsTest {

    private static Source source(Labelled series) {
        return new Source(
                series, series.toString(), FamilyType.GAUGE, series.name(), null, null, List.of(1L), List.of());
    }

    private static String line(Labelled series, double... values) throws IOException {
        ImportBatch batch = new ImportBatch(10);
        for (int i = 0; i < values.length; i++) {
            batch.sample(source(series), 1_000 + i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImportLines.write(batch, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Labelled series(String name, String... labels) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        return new Labelled(name, new TreeMap<>(all));
    }

    @Test
    void importsTakeOneLineForASeries() throws IOException {
        assertThat(line(series("a", "x", "q\"\\\n😀"), 1.5, Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e300))
                .isEqualTo("{\"metric\":{\"__name__\":\"a\",\"x\":\"q\\\"\\\\\\n\\uD83D\\uDE00\"},"
                        + "\"values\":[1.5,Inf,-0.0,1.0E300],\"timestamps\":[1000,1002,1003,1004]}\n");
    }

    @Test
    void exportsAreReadWhateverVersionWroteThem() throws IOException {
        Map<Labelled, SampleList> found = new HashMap<>();
        ExportedLine.read(
                "{\"metric\":{\"__name__\":\"a\",\"l\":\"\\\"values\\\":[]}\"},"
                        + "\"values\":[1,+Inf,-Inf,\"Infinity\",\"-Infinity\",null,1e3],\"timestamps\":[1,2,3,4,5,6,7]}",
                found);
        ExportedLine.read("", found);

        assertThat(found).containsOnlyKeys(series("a", "l", "\"values\":[]}"));
        SampleList samples = found.values().iterator().next();
        double[] values = new double[samples.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = samples.value(i);
            assertThat(samples.millis(i)).isEqualTo(i + 1);
        }
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(values).containsExactly(1, infinite, -infinite, infinite, -infinite, Double.NaN, 1_000);
    }

    @Test
    void namesAreMadeValid() {
        assertThat(PrometheusText.metricName("a:b_c9")).isEqualTo("a:b_c9");
        assertThat(PrometheusText.metricName("9 lives-é😀")).isEqualTo("_9_lives___");
        assertThat(PrometheusText.labelName("a:b")).isEqualTo("a_b");
        assertThat(PrometheusText.labelName("")).isEqualTo("_");
    }

    @Test
    void labelsThatClashAreExportedOnes() {
        Map<String, String> stored = Map.of(
                "runtime",
                "own",
                "exported_runtime",
                "older",
                "a-b",
                "odd",
                "a_b",
                "even",
                "le",
                "1",
                "__name__",
                "n",
                "e",
                "");

        Map<String, String> labels = new TargetLabels(Map.of("a_b", "given")).of(stored, "pool", "r1", Set.of("le"));

        assertThat(labels)
                .isEqualTo(Map.of(
                        "runtime", "r1",
                        "component_type", "pool",
                        "a_b", "given",
                        "exported_runtime", "older",
                        "exported_exported_runtime", "own",
                        "exported_a_b", "even",
                        "exported_exported_a_b", "odd",
                        "exported_le", "1",
                        "exported___name__", "n"));
    }

    @Test
    void boundsHaveTheirOneForm() {
        assertThat(List.of(0.5, 1.0, 0.0001, 0.00006103515625, 65_536.0, 1_048_576.0, 1.5e6, 1e10, 0.0, -2.5))
                .extracting(PrometheusText::bound)
                .containsExactly(
                        "0.5",
                        "1.0",
                        "0.0001",
                        "6.103515625e-05",
                        "65536.0",
                        "1.048576e+06",
                        "1.5e+06",
                        "1e+10",
                        "0.0",
                        "-2.5");
        assertThat(PrometheusText.bound(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    }

    @Test
    void halvesOfCharactersAreReplaced() {
        assertThat(PrometheusText.wellFormed("a\uD83Db\uDE00😀")).isEqualTo("a\uFFFDb\uFFFD😀");
    }

    @Test
    void boundsMustAscend() {
        HistogramBounds bounds = new HistogramBounds();
        assertThat(HistogramBounds.byDefault()).hasSize(70).isSorted().startsWith(Math.scalb(1.0, -14));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bounds.set(new double[] {1, 1}))
                .withMessageContaining("not ascending at 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> bounds.set(new double[] {Double.POSITIVE_INFINITY}));
        assertThatIllegalArgumentException().isThrownBy(() -> bounds.set(new double[0]));
    }
}
