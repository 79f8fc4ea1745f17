package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Figures of one kind that are to be stored, in the order of their series' ids, which keeps the index's pages together. */
interface Rows {

    /** The relation and its columns, as SQL takes them. */
    String target();

    /** A query that makes rows of the arrays that {@link #bind} binds. */
    String source();

    /** How many there are. */
    int size();

    /** Whose figure a row is. */
    MetricSeries series(int row);

    /** Writes a row for COPY. */
    void encode(int row, CopyBuffer out) throws SQLException;

    /** Binds the arrays of {@link #source} for some of the rows. */
    void bind(PreparedStatement statement, int from, int to) throws SQLException;
}
