package io.venturi.jdbc.store;

import java.sql.SQLException;

/** Writes rows into their relation, on a connection in a transaction. */
@FunctionalInterface
interface RowWriter {

    /** Writes those from one, included, to another, excluded; all or, where this throws, none. */
    void write(Rows rows, int from, int to) throws SQLException;
}
