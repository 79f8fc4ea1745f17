package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A meter under its name: its labels, ready to be written. Immutable. */
final class Series {

    private static final byte[] NO_LABELS = {};

    private final Meter meter;
    private final byte[] labels;
    private final boolean plain;
    private final long createdMillis;

    /**
     * A series.
     *
     * @param tags as the naming convention has them
     */
    Series(Meter meter, List<Tag> tags, long createdMillis) {
        this.meter = meter;
        this.labels = tags.isEmpty() ? NO_LABELS : text(tags).getBytes(StandardCharsets.UTF_8);
        this.plain = tags.stream().allMatch(tag -> PrometheusNaming.isValidLegacyLabelName(tag.getKey()));
        this.createdMillis = createdMillis;
    }

    private static String text(List<Tag> tags) {
        StringBuilder text = new StringBuilder();
        for (Tag tag : tags) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(tag.getKey())
                    .append("=\"")
                    .append(TextFormat.escaped(tag.getValue()))
                    .append('"');
        }
        return text.toString();
    }

    static Labels labels(List<Tag> tags) {
        return Labels.of(
                tags.stream().map(Tag::getKey).toList(),
                tags.stream().map(Tag::getValue).toList());
    }

    Meter meter() {
        return meter;
    }

    /** {@code a="x",b="y"}, in UTF-8; not to be changed. */
    byte[] labels() {
        return labels;
    }

    /** Whether no label's name needs escaping. */
    boolean isPlain() {
        return plain;
    }

    long createdMillis() {
        return createdMillis;
    }
}
