package io.venturi.jdbc;

import java.sql.SQLException;

/** This process no longer holds the lease that it writes under; another may. Nothing was written. */
public final class LeaseLostException extends SQLException {

    private static final long serialVersionUID = 1;

    /** Says which lease, and what became of it. */
    public LeaseLostException(String message) {
        super(message);
    }
}
