package io.venturi.benchmarks;

import java.util.Locale;

/** What is measured. */
enum Quantity {
    /** An operation's time, in nanoseconds. */
    TIME("ns/op") {
        @Override
        String format(double nanos) {
            if (nanos >= 1e6) {
                return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
            }
            return nanos >= 1e4
                    ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                    : String.format(Locale.ROOT, "%.1f ns", nanos);
        }
    },
    /** What an operation allocates, in bytes. */
    ALLOCATION("B/op"),
    /** What one meter more keeps reachable, in bytes. */
    HEAP("B/meter"),
    /** What a row takes on disk, with its part of the indexes, in bytes. */
    DISK("B/row"),
    /** How many rows are stored in a second. */
    RATE("rows/s") {
        @Override
        String format(double rows) {
            return String.format(Locale.ROOT, "%.0f rows/s", rows);
        }
    },
    /** How far an estimate is from the truth, in percent of that. */
    ERROR("% off") {
        @Override
        String format(double percent) {
            return String.format(Locale.ROOT, "%.2f %%", percent);
        }
    };

    private final String unit;

    Quantity(String unit) {
        this.unit = unit;
    }

    String unit() {
        return unit;
    }

    /** The amount with a unit, as a reader likes it. */
    String format(double bytes) {
        return bytes >= 1e5
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f B", bytes);
    }
}
