package io.venturi.jdbc.store.export;

import java.util.Locale;

/** What OpenMetrics calls the values of a family. */
enum FamilyType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    UNKNOWN;

    /** As it stands in a file. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
