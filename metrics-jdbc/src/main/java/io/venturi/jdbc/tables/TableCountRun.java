package io.venturi.jdbc.tables;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A counting run. Immutable.
 *
 * @param runId its number; 0 where runs are not written down
 * @param collectedAt when it began, by the server's clock
 * @param snapshotDate the day that it counts for, in the business time zone
 * @param status how far it came
 * @param errorMessage what did not go well; null where all did
 * @param counts what it found, by table in order; empty where only the header was asked for
 */
public record TableCountRun(
        long runId,
        Instant collectedAt,
        LocalDate snapshotDate,
        RunStatus status,
        @Nullable String errorMessage,
        List<TableCount> counts) {

    /** Copies {@code counts}. */
    public TableCountRun {
        counts = List.copyOf(counts);
    }
}
