package io.venturi.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Writes rows by COPY, where the pool lets one have the driver's connection. */
final class CopyWriter implements RowWriter {

    private final CopyManager copies;
    private final byte[] buffer;

    private CopyWriter(CopyManager copies, byte[] buffer) {
        this.copies = copies;
        this.buffer = buffer;
    }

    /** The fastest there is on a connection. Not by PGConnection, whose package has annotations that the compiler warns of. */
    static RowWriter on(Connection connection, byte[] buffer) throws SQLException {
        if (!connection.isWrapperFor(BaseConnection.class)) {
            return new InsertWriter(connection);
        }
        return new CopyWriter(new CopyManager(connection.unwrap(BaseConnection.class)), buffer);
    }

    @Override
    public void write(Rows rows, int from, int to) throws SQLException {
        CopyIn copy = copies.copyIn("COPY " + rows.target() + " FROM STDIN (FORMAT binary)");
        try {
            CopyBuffer out = new CopyBuffer(copy, buffer);
            out.begin();
            for (int row = from; row < to; row++) {
                rows.encode(row, out);
            }
            out.end();
            copy.endCopy();
        } catch (Throwable e) {
            cancel(copy, e);
            throw e;
        }
    }

    /** A connection whose COPY is not over does nothing else. */
    private static void cancel(CopyIn copy, Throwable cause) {
        if (copy.isActive()) {
            try {
                copy.cancelCopy();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
