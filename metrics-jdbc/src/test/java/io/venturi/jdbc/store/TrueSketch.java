package io.venturi.jdbc.store;

import io.venturi.histogram.HistogramSnapshot;
import java.time.Instant;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** Sketches of values that are known. */
final class TrueSketch {

    private TrueSketch() {}

    /** What a histogram saw in a step: these values, with so many digits in this unit. */
    static DistributionSample of(MetricSeries series, Instant time, int digits, double unit, double... values) {
        Histogram histogram = new Histogram(digits);
        for (double value : values) {
            histogram.recordValue(Math.round(value / unit));
        }
        return new DistributionSample(
                series,
                time,
                values.length,
                Arrays.stream(values).sum(),
                Arrays.stream(values).max().orElseThrow(),
                HistogramSnapshot.of(histogram).encode(unit));
    }
}
