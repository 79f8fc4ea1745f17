package io.venturi.jdbc.store.export;

/** The series that make up a classic histogram. */
final class HistogramParts {

    private HistogramParts() {}

    /** Its buckets, that of {@code +Inf}, the count, and the sum. */
    static Labelled[] of(Labelled series, RunningHistogram histogram) {
        int buckets = histogram.buckets();
        Labelled[] parts = new Labelled[buckets + 3];
        for (int i = 0; i < buckets; i++) {
            parts[i] = bucket(series, histogram.bound(i));
        }
        parts[buckets] = bucket(series, Double.POSITIVE_INFINITY);
        parts[buckets + 1] = series.named(series.name() + "_count");
        parts[buckets + 2] = series.named(series.name() + "_sum");
        return parts;
    }

    private static Labelled bucket(Labelled series, double bound) {
        return series.named(series.name() + "_bucket", "le", PrometheusText.bound(bound));
    }
}
