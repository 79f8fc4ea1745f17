package io.venturi.prometheus;

import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.NativeHistogram;

/**
 * How timers, or summaries, of the same configuration are exposed. Immutable.
 *
 * @param buckets that they ask for
 * @param divisor how many units of recording the exposed one is
 * @param nativeOptions of their native histograms
 */
record ExposedKind(Buckets buckets, double divisor, NativeOptions nativeOptions) {

    /** From the unit of recording to the one that is exposed. */
    double exposed(double recorded) {
        return recorded / divisor;
    }

    NativeHistogram nativeHistogram(HistogramReading reading) {
        return reading.snapshot().nativeHistogram(1 / divisor, nativeOptions.schema(), nativeOptions.maxBuckets());
    }
}
