package io.venturi.jdbc.store.export;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The upper bounds of exported buckets: those that the host gave for a metric, or for all, or else these. */
final class HistogramBounds {

    private static final int LEAST = -14;
    private static final int DENSE = 14;
    private static final int MOST = 40;

    private final Map<String, double[]> byMetric = new HashMap<>();
    private double[] others = byDefault();

    /** 1 and 1.5 times each power of two from 2^-14 (61 µs, of seconds) to 2^14 (4.5 hours), and powers of four up to 2^40. */
    static double[] byDefault() {
        DoubleStream dense = IntStream.range(LEAST, DENSE)
                .mapToObj(power -> new double[] {Math.scalb(1.0, power), Math.scalb(1.5, power)})
                .flatMapToDouble(Arrays::stream);
        DoubleStream sparse = IntStream.rangeClosed(DENSE, MOST)
                .filter(power -> power % 2 == 0)
                .mapToDouble(power -> Math.scalb(1.0, power));
        return DoubleStream.concat(dense, sparse).toArray();
    }

    HistogramBounds copy() {
        HistogramBounds copy = new HistogramBounds();
        copy.byMetric.putAll(byMetric);
        copy.others = others;
        return copy;
    }

    void set(double[] bounds) {
        others = checked("all histograms", bounds);
    }

    void set(String metric, double[] bounds) {
        if (byMetric.putIfAbsent(metric, checked(metric, bounds)) != null) {
            throw new IllegalStateException("bounds of " + metric + " are set already; remove one of the calls");
        }
    }

    private static double[] checked(String what, double[] bounds) {
        if (bounds.length == 0) {
            throw new IllegalArgumentException("bounds of " + what + " are none: give one at least");
        }
        for (int i = 0; i < bounds.length; i++) {
            if (!Double.isFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
                throw new IllegalArgumentException(
                        "bounds of " + what + " are " + Arrays.toString(bounds) + ", not ascending at " + bounds[i]
                                + ": give finite numbers in order, without +Inf, which there always is");
            }
        }
        return bounds.clone();
    }

    double[] of(String metric) {
        double[] given = byMetric.get(metric);
        return given == null ? others : given;
    }
}
