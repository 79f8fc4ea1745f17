package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A meter under its name: its labels, ready to be exposed. Equal to another with the same labels. Immutable. */
final class Series {

    private static final byte[] NO_LABELS = {};

    private final Meter meter;
    private final Labels labels;
    private final byte[] text;
    private final boolean plain;
    private final long createdMillis;

    Series(Meter meter, Labels labels, long createdMillis) {
        this.meter = meter;
        this.labels = labels;
        this.text = labels.isEmpty() ? NO_LABELS : text(labels).getBytes(StandardCharsets.UTF_8);
        this.plain = labels.stream().allMatch(label -> PrometheusNaming.isValidLegacyLabelName(label.getName()));
        this.createdMillis = createdMillis;
    }

    private static String text(Labels labels) {
        StringBuilder text = new StringBuilder();
        for (Label label : labels) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(label.getName())
                    .append("=\"")
                    .append(TextFormat.escaped(label.getValue()))
                    .append('"');
        }
        return text.toString();
    }

    Meter meter() {
        return meter;
    }

    /** As the client library has them. */
    Labels labels() {
        return labels;
    }

    /** {@code a="x",b="y"}, in UTF-8; not to be changed. */
    byte[] text() {
        return text;
    }

    /** Whether no label's name needs escaping. */
    boolean isPlain() {
        return plain;
    }

    long createdMillis() {
        return createdMillis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series that && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(text);
    }
}
