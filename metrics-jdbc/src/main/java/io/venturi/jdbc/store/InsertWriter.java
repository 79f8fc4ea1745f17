package io.venturi.jdbc.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes rows by one INSERT, where the pool hides the driver's connection, which alone can COPY. */
final class InsertWriter implements RowWriter {

    private final Connection connection;

    InsertWriter(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(Rows rows, int from, int to) throws SQLException {
        String sql = "INSERT INTO " + rows.target() + ' ' + rows.source();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            rows.bind(statement, from, to);
            statement.executeUpdate();
        }
    }
}
