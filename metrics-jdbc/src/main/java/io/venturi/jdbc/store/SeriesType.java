package io.venturi.jdbc.store;

import java.util.Locale;

/** What the values of a series are. */
public enum SeriesType {
    /** A total that only grows, as of each sample; it begins again at 0 with its process. */
    COUNTER,
    /** A value that goes up and down. */
    GAUGE,
    /** Durations or amounts, each step's as a mergeable distribution. */
    HISTOGRAM,
    /** The same from outside, stored as it came. */
    SUMMARY;

    /** As the relations have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
