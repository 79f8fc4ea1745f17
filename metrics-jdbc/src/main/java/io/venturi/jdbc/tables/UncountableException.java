package io.venturi.jdbc.tables;

import java.sql.SQLException;

/** Something could not be counted; {@link #reason()} says why, in the few words that labels have. */
final class UncountableException extends Exception {

    private static final long serialVersionUID = 1;

    private final CountFailure reason;

    UncountableException(CountFailure reason, String message) {
        super(message);
        this.reason = reason;
    }

    UncountableException(CountFailure reason, SQLException cause) {
        super(SqlFailures.describe(cause), cause);
        this.reason = reason;
    }

    CountFailure reason() {
        return reason;
    }
}
