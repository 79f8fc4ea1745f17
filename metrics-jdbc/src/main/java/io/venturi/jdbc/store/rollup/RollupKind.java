package io.venturi.jdbc.store.rollup;

import java.util.Locale;

/** What was rolled up. */
public enum RollupKind {
    /** Values of series. */
    SAMPLES,
    /** What histograms and summaries saw. */
    DISTRIBUTIONS,
    /** Single measurements, by their dimension tags. */
    MEASUREMENTS;

    /** As the relations have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the relations call so. */
    public static RollupKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
