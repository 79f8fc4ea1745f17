package io.venturi.jdbc.tables;

import java.time.Instant;

/**
 * A number of rows.
 *
 * @param method how it was found
 * @param rows how many, never negative
 * @param at when that was so, by the server's clock
 */
record RowCount(CountMethod method, long rows, Instant at) {

    /** What a part stands for. */
    RowCount times(double factor) {
        return new RowCount(method, Math.round(rows * factor), at);
    }
}
