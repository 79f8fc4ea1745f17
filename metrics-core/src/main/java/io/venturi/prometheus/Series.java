package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A meter under its name: its labels, ready to be exposed. Equal to another with the same labels. Thread-safe. */
class Series {

    private static final byte[] NO_LABELS = {};

    private final Meter meter;
    private final byte[] text;
    private final long createdMillis;

    /** Read from the text when first asked for: where nobody asks for protobuf, no series has room for both. */
    private @Nullable Labels labels;

    private Series(Meter meter, Labels labels, long createdMillis) {
        this.meter = meter;
        this.text = labels.isEmpty() ? NO_LABELS : LabelText.of(labels);
        this.createdMillis = createdMillis;
    }

    /** The series of a meter. */
    static Series of(Meter meter, Labels labels, long createdMillis) {
        return LabelText.isPlain(labels)
                ? new Series(meter, labels, createdMillis)
                : new Escaped(meter, labels, createdMillis);
    }

    final Meter meter() {
        return meter;
    }

    /** As the client library has them. */
    Labels labels() {
        Labels known = labels;
        if (known == null) {
            labels = known = LabelText.parse(text); // immutable: it does no harm if two do it at once
        }
        return known;
    }

    /** {@code a="x",b="y"}, in UTF-8; not to be changed. */
    final byte[] text() {
        return text;
    }

    /** Whether no label's name needs escaping. */
    boolean isPlain() {
        return true;
    }

    final long createdMillis() {
        return createdMillis;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Series that && Arrays.equals(text, that.text);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(text);
    }

    /** One whose labels cannot be read from their text. */
    private static final class Escaped extends Series {

        private final Labels labels;

        Escaped(Meter meter, Labels labels, long createdMillis) {
            super(meter, labels, createdMillis);
            this.labels = labels;
        }

        @Override
        Labels labels() {
            return labels;
        }

        @Override
        boolean isPlain() {
            return false;
        }
    }
}
