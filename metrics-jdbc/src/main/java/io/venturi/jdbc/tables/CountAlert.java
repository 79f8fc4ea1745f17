package io.venturi.jdbc.tables;

import java.util.Locale;

/** Something about counting that a person should look at. Each is a counter, and a log line that begins with its marker. */
enum CountAlert {
    /** Run after run has failed. */
    REPEATED_FAILURES,
    /** There was nothing to count. */
    NO_TABLES,
    /** A table has far more or fewer rows than when it was last counted. */
    ROW_DELTA;

    /** What the log line begins with; stable, for whoever watches logs. */
    String marker() {
        return "TABLE_COUNT_" + name();
    }

    /** The label's value: lower case. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
