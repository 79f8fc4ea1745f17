package io.venturi.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Writes measurements: with COPY, or with one INSERT where the pool hides the driver's connection. */
final class MeasurementCopy {

    private static final String COLUMNS = " (metric_name, metric_value, tags, \"timestamp\") ";
    private static final String ROWS =
            "SELECT name, value, tags::jsonb, timestamptz 'epoch' + micros * interval '1 microsecond'"
                    + " FROM unnest(?, ?, ?, ?) AS given (name, value, tags, micros)";

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int FIELDS = 4;
    private static final int JSONB_VERSION = 1;
    /** From 1970 to 2000, where PostgreSQL begins to count. */
    private static final long EPOCH = 946_684_800_000_000L;

    private final String copy;
    private final String insert;

    MeasurementCopy(String relation) {
        this.copy = "COPY " + relation + COLUMNS + "FROM STDIN (FORMAT binary)";
        this.insert = "INSERT INTO " + relation + COLUMNS + ROWS;
    }

    /** Writes them within the connection's transaction, all or none. */
    void write(Connection connection, List<Measurement> rows) throws SQLException {
        // Not PGConnection, whose package has annotations that the compiler warns of.
        if (connection.isWrapperFor(BaseConnection.class)) {
            copy(new CopyManager(connection.unwrap(BaseConnection.class)), rows);
        } else {
            insert(connection, rows);
        }
    }

    private void copy(CopyManager copies, List<Measurement> rows) throws SQLException {
        byte[] content = content(rows);
        CopyIn into = copies.copyIn(copy);
        try {
            into.writeToCopy(content, 0, content.length);
            into.endCopy();
        } finally {
            if (into.isActive()) {
                into.cancelCopy();
            }
        }
    }

    private static byte[] content(List<Measurement> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                rows.stream().mapToInt(Measurement::bytes).sum());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(SIGNATURE);
            out.writeInt(0); // flags
            out.writeInt(0); // extension
            for (Measurement row : rows) {
                write(out, row);
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none: it is written to memory
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Measurement row) throws IOException {
        out.writeShort(FIELDS);
        out.writeInt(row.name().length);
        out.write(row.name());
        out.writeInt(Double.BYTES);
        out.writeDouble(row.value());
        out.writeInt(row.tags().length + 1);
        out.writeByte(JSONB_VERSION);
        out.write(row.tags());
        out.writeInt(Long.BYTES);
        out.writeLong(row.micros() - EPOCH);
    }

    private void insert(Connection connection, List<Measurement> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setArray(1, array(connection, "text", rows, row -> new String(row.name(), UTF_8)));
            statement.setArray(2, array(connection, "float8", rows, Measurement::value));
            statement.setArray(3, array(connection, "text", rows, row -> new String(row.tags(), UTF_8)));
            statement.setArray(4, array(connection, "int8", rows, Measurement::micros));
            statement.executeUpdate();
        }
    }

    private static Array array(
            Connection connection, String type, List<Measurement> rows, Function<Measurement, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }
}
