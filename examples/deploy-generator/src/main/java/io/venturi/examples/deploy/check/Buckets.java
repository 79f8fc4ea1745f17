package io.venturi.examples.deploy.check;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the classic buckets of a histogram grew by, added up over its series. */
final class Buckets {

    private final NavigableMap<Double, Double> cumulative = new TreeMap<>();

    /** Adds what a series of one bucket was in the window, scrape by scrape. */
    void add(String le, List<Double> values) {
        double bound = le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
        double growth = 0;
        for (int i = 1; i < values.size(); i++) {
            double step = values.get(i) - values.get(i - 1);
            growth += step < 0 ? values.get(i) : step;
        }
        cumulative.merge(bound, growth, Double::sum);
    }

    /** What all buckets grew by. */
    double growth() {
        return cumulative.lastEntry().getValue();
    }

    /** The value below which this part of the recordings is, if they are spread evenly over each bucket. */
    double quantile(double q) {
        double rank = q * growth();
        double low = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            if (bucket.getValue() >= rank && bucket.getValue() > below) {
                double high = bucket.getKey();
                return Double.isInfinite(high)
                        ? low
                        : low + (high - low) * (rank - below) / (bucket.getValue() - below);
            }
            low = bucket.getKey();
            below = bucket.getValue();
        }
        return low;
    }

    /** In which bucket a value is, counted from the lowest. */
    int indexOf(double value) {
        return cumulative.headMap(value, false).size();
    }
}
