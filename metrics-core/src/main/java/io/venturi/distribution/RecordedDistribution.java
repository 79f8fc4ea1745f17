package io.venturi.distribution;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.venturi.histogram.DistributionRecorder;
import io.venturi.histogram.HistogramReading;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A timer or a summary, as readers of its distribution see it: in the unit of recording. Thread-safe.
 *
 * <p>To record reads no clock. So the time of a maximum is that of the first reading after it: from then on it is shown for half the
 * meter's expiry at least, and one expiry at most.
 */
// A superclass, and not parts: there are ten thousands of meters, and each part has a header and a reference of its
// own.
public abstract sealed class RecordedDistribution extends AbstractMeter permits RecorderTimer, RecorderSummary {

    private final DistributionKind<?> kind;
    final @Nullable Attachments attachments;

    // The greatest value of late, under the recorder's lock: of two readers, both see what one of them takes.
    private double current;
    private double previous;
    /** Which half of an expiry {@code current} is of. */
    private int period;
    /** The greatest since it was last taken. */
    private double untaken;

    RecordedDistribution(Id id, DistributionKind<?> kind, @Nullable DoubleConsumer observer) {
        super(id);
        this.kind = kind;
        this.attachments = Attachments.of(kind, observer);
        this.period = kind.halfExpiries();
    }

    abstract DistributionRecorder recorder();

    /** Who is told of each value; null for nobody. */
    public final @Nullable DoubleConsumer observer() {
        return attachments == null ? null : attachments.observer();
    }

    /** What it shares with others of its configuration. */
    public final DistributionKind<?> kind() {
        return kind;
    }

    /** Reads what was recorded so far into {@code reading}, whose memory is used again. */
    public final HistogramReading read(HistogramReading reading) {
        recorder().read(reading);
        return reading;
    }

    /** How many values there were. */
    public final long count() {
        return read(new HistogramReading()).count();
    }

    /** Their sum. */
    public final double sum() {
        return read(new HistogramReading()).sum();
    }

    /** The greatest value of late: of this half of the meter's expiry, and of the one before. */
    public final double max() {
        synchronized (recorder()) {
            takeLatest();
            return Math.max(current, previous);
        }
    }

    /** The greatest value since this was last called, or 0: for one reader, beside those who ask for {@link #max}. */
    public final double takeMax() {
        synchronized (recorder()) {
            takeLatest();
            double greatest = untaken;
            untaken = 0;
            return greatest;
        }
    }

    private void takeLatest() {
        int now = kind.halfExpiries();
        if (now != period) {
            previous = now == period + 1 ? current : 0;
            current = 0;
            period = now;
        }
        double latest = recorder().takeMax();
        current = Math.max(current, latest);
        untaken = Math.max(untaken, latest);
    }

    /** Quantiles of late; none were asked for mostly. */
    public final ValueAtPercentile[] quantiles() {
        QuantileWindow asked = attachments == null ? null : attachments.window();
        return asked == null ? new ValueAtPercentile[0] : kind.quantiles(asked.read(recorder(), kind.clock()));
    }

    /** As Micrometer has it, with cumulative counts. */
    public final HistogramSnapshot snapshot() {
        HistogramReading reading = read(new HistogramReading());
        CountAtBucket[] counts = kind.cumulative(reading);
        return new HistogramSnapshot(
                reading.count(), reading.sum(), max(), quantiles(), counts.length == 0 ? null : counts, null);
    }
}
