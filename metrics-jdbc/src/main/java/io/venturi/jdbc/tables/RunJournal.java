package io.venturi.jdbc.tables;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are written down. Each call is a transaction of its own, checks that this process still leads, and leaves
 * nothing behind where it does not.
 */
interface RunJournal {

    /**
     * Writes the header of a run that begins now.
     *
     * @return its id
     * @throws io.venturi.jdbc.LeaseLostException if another process leads
     */
    long begin(RunRequest request) throws SQLException;

    /**
     * Writes what a run found, and that it succeeded.
     *
     * @param message what did not go well, such as tables without a figure; null where all did
     * @throws io.venturi.jdbc.LeaseLostException if another process leads; the run is then not ended
     */
    void succeed(long runId, List<TableCount> counts, @Nullable String message) throws SQLException;

    /** Writes what a run found before it failed, and that it failed. */
    void fail(long runId, List<TableCount> counts, String message) throws SQLException;

    /** The last run that succeeded, whoever ran it, with its counts; null where there is none. */
    @Nullable
    TableCountRun latest() throws SQLException;
}
