package io.venturi.jdbc.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Ids that were remembered are not those of the database any more: a runtime was deleted, or the schema made anew. */
final class StaleIdsException extends SQLException {

    private static final long serialVersionUID = 1;

    StaleIdsException(String message, @Nullable SQLException cause) {
        super(message, cause == null ? null : cause.getSQLState(), cause);
    }
}
