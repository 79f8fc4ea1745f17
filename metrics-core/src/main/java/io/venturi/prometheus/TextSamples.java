package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Label;
import io.venturi.histogram.HistogramReading;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes samples: ready bytes, and numbers between them. Not thread-safe. */
final class TextSamples {

    private static final byte[] NOTHING = {};

    private final ByteSink out;
    private final boolean exemplars;
    private final HistogramReading reading = new HistogramReading();

    TextSamples(OutputStream stream, TextFormat format) {
        this.out = new ByteSink(stream);
        this.exemplars = format == TextFormat.OPENMETRICS;
    }

    /** Memory to read distributions into, one after the other. */
    HistogramReading reading() {
        return reading;
    }

    /** Whether exemplars are written at all. */
    boolean takesExemplars() {
        return exemplars;
    }

    void raw(byte[] text) throws IOException {
        out.put(text);
    }

    void sample(byte[] name, Series series, double value, @Nullable Exemplar exemplar) throws IOException {
        labelled(name, series, NOTHING);
        out.put(value);
        end(exemplar);
    }

    void count(byte[] name, Series series, long value) throws IOException {
        labelled(name, series, NOTHING);
        out.put(value);
        end(null);
    }

    void bucket(byte[] name, Series series, byte[] le, long value, @Nullable Exemplar exemplar) throws IOException {
        labelled(name, series, le);
        out.put(value);
        end(exemplar);
    }

    void quantile(byte[] name, Series series, double quantile, double value) throws IOException {
        labelled(name, series, ("quantile=\"" + quantile + '"').getBytes(StandardCharsets.UTF_8));
        out.put(value);
        end(null);
    }

    private void labelled(byte[] name, Series series, byte[] last) throws IOException {
        out.put(name);
        byte[] labels = series.text();
        if (labels.length + last.length > 0) {
            out.put('{').put(labels);
            if (labels.length > 0 && last.length > 0) {
                out.put(',');
            }
            out.put(last).put('}');
        }
        out.put(' ');
    }

    private void end(@Nullable Exemplar exemplar) throws IOException {
        if (exemplar != null && exemplars) {
            write(exemplar);
        }
        out.put('\n');
    }

    private void write(Exemplar exemplar) throws IOException {
        out.put(" # {");
        String separator = "";
        for (Label label : exemplar.getLabels()) {
            out.put(separator)
                    .put(label.getName())
                    .put("=\"")
                    .put(TextFormat.escaped(label.getValue()))
                    .put('"');
            separator = ",";
        }
        out.put("} ").put(exemplar.getValue());
        if (exemplar.hasTimestamp()) {
            out.put(' ')
                    .put(BigDecimal.valueOf(exemplar.getTimestampMillis(), 3).toPlainString());
        }
    }

    void flush() throws IOException {
        out.flush();
    }
}
