package io.venturi.jdbc.store.history;

import java.util.Locale;

/** What was rolled up. */
public enum RollupKind {
    /** Values of series. */
    SAMPLES,
    /** What histograms and summaries saw. */
    DISTRIBUTIONS,
    /** Single measurements, by their dimension tags. */
    MEASUREMENTS;

    /** What the relation calls it. */
    static RollupKind of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
