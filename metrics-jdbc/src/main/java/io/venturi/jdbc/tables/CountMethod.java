package io.venturi.jdbc.tables;

import java.util.Locale;

/** How a number of rows was found. */
public enum CountMethod {
    /** {@code count(*)}. */
    EXACT,
    /** The planner's figure, scaled by the present size. */
    ESTIMATE,
    /** A sample of the table's pages. */
    SAMPLE,
    /** A query of the host's, which is taken at its word. */
    QUERY;

    /** Whether the figure may differ from what a count would have found. */
    public boolean isEstimate() {
        return this == ESTIMATE || this == SAMPLE;
    }

    /** The name in the history: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
