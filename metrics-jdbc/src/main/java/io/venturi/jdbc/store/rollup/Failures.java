package io.venturi.jdbc.store.rollup;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What failed of one piece of work, while the rest had its turn. Not thread-safe. */
final class Failures {

    /** A database that is gone fails them all. */
    private static final int MOST = 3;

    private final List<SQLException> failures = new ArrayList<>();

    void add(String what, SQLException e) {
        failures.add(new SQLException(what + ": " + e.getMessage(), e.getSQLState(), e));
    }

    /** Whether it makes no sense to go on. */
    boolean areTooMany() {
        return failures.size() >= MOST;
    }

    /** Throws the first, with the others, if there was any. */
    void end() throws SQLException {
        if (!failures.isEmpty()) {
            SQLException first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
    }
}
