package io.venturi.jdbc.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQLException means for a batch: the only place here that knows. */
final class SqlFailure {

    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String CHECK_VIOLATION = "23514";
    private static final String RAISE_EXCEPTION = "P0001";

    private SqlFailure() {}

    /** Whether a row that is referred to is not there. */
    static boolean isMissingRow(SQLException e) {
        return FOREIGN_KEY_VIOLATION.equals(e.getSQLState());
    }

    /** Whether a partition may be missing; a constraint that a row violates has the same code. */
    static boolean mayBeMissingPartition(SQLException e) {
        return CHECK_VIOLATION.equals(e.getSQLState());
    }

    /**
     * Whether it is about what was to be stored, so that another try would fail, too: data exceptions, integrity
     * constraints, limits of PostgreSQL, or what a trigger raised.
     */
    static boolean isAboutData(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && !(e instanceof StaleIdsException)
                && (state.startsWith("22")
                        || state.startsWith("23")
                        || state.startsWith("54")
                        || state.equals(RAISE_EXCEPTION));
    }

    /** Whether another transaction was in the way, which was given precedence: the same may work now. */
    static boolean isInterference(SQLException e) {
        String state = e.getSQLState();
        return e instanceof StaleIdsException || (state != null && state.startsWith("40"));
    }

    /** What the server said, on one line. */
    static String describe(SQLException e) {
        @Nullable String message = e.getMessage();
        return message == null ? "SQLSTATE " + e.getSQLState() : message.replace('\n', ' ');
    }
}
