package io.venturi.jdbc.store;

import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;

/** The roles of {@code grants.sql}. */
final class Grants {

    private Grants() {}

    static void apply(TestDatabase database) throws SQLException, IOException {
        try (InputStream stream = Grants.class.getResourceAsStream("/io/venturi/jdbc/sql/grants.sql")) {
            String sql = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            database.execute("SET search_path = metrics; " + sql);
        }
    }

    /** A role that logs in and has these; roles are the server's. */
    static void login(TestDatabase database, String role, String... groups) throws SQLException {
        if (database.number("SELECT count(*) FROM pg_roles WHERE rolname = ?", role) == 0) {
            database.execute("CREATE ROLE " + role + " LOGIN");
        }
        for (String group : groups) {
            database.execute("GRANT " + group + " TO " + role);
        }
    }
}
