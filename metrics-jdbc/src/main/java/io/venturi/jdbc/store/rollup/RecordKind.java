package io.venturi.jdbc.store.rollup;

import java.util.Locale;

/** Kinds of raw records, as the relations of roll-ups call them. */
enum RecordKind {
    SAMPLES,
    DISTRIBUTIONS,
    MEASUREMENTS;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
