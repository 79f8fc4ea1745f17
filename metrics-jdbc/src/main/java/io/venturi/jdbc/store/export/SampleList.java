package io.venturi.jdbc.store.export;

import java.util.Arrays;
import java.util.Set;

/** Values of a series by time. Not thread-safe. */
final class SampleList {

    private long[] millis = new long[16];
    private double[] values = new double[16];
    private int size;

    void add(long time, double value) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        millis[size] = time;
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long millis(int index) {
        return millis[index];
    }

    double value(int index) {
        return values[index];
    }

    /** Those at other times than these. */
    SampleList without(Set<Long> times) {
        SampleList rest = new SampleList();
        for (int i = 0; i < size; i++) {
            if (!times.contains(millis[i])) {
                rest.add(millis[i], values[i]);
            }
        }
        return rest;
    }
}
