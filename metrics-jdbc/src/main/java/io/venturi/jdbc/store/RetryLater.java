package io.venturi.jdbc.store;

import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may fail because of others, and is tried again at the next round of maintenance. */
final class RetryLater {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMaintenance.class);

    /** Of a thing that is not as it has to be: object_not_in_prerequisite_state. */
    static final String NOT_IN_STATE = "55000";

    /** Locked, in a deadlock, cancelled, being detached by others, a view on it, gone, not a partition any more. */
    private static final Set<String> NOT_NOW =
            Set.of("55P03", "40P01", "57014", NOT_IN_STATE, "2BP01", "42P01", "42809");

    private RetryLater() {}

    /** A change of a partition. */
    interface Step {
        void run() throws SQLException;
    }

    /**
     * Whether it could be done now.
     *
     * @throws SQLException if it cannot be done later either
     */
    static boolean succeeds(String partition, Step step) throws SQLException {
        try {
            step.run();
            return true;
        } catch (SQLException e) {
            if (!NOT_NOW.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            LOG.debug("Partition {} cannot be dropped now, which is tried again", partition, e);
            return false;
        }
    }
}
