package io.venturi.jdbc.store;

import java.sql.SQLException;

/** The connection broke while a transaction was committed, and the database cannot say what became of it: all of it is stored, or nothing is. */
public final class UncertainCommitException extends SQLException {

    private static final long serialVersionUID = 1L;

    UncertainCommitException(SQLException cause) {
        super("It is not known whether the samples are stored, all of them or none", cause.getSQLState(), cause);
    }
}
