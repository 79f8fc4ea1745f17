package io.venturi.jdbc.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The clock that runs are dated by: the server's, so that replicas whose clocks differ agree. */
@FunctionalInterface
interface ServerClock {

    /** The time now, which goes on within a transaction. */
    ServerClock POSTGRES = connection -> {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    };

    /** The time now. */
    Instant now(Connection connection) throws SQLException;
}
