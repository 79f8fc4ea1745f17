package io.venturi.jdbc.tables;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a table that holds rows itself: any table that is not partitioned, or a partition.
 *
 * @param stored whether it has pages here at all: views have none, nor have foreign tables
 * @param planned what the planner takes it to have: {@code reltuples}
 * @param plannedPages the pages that it had then
 * @param pages the pages that it has now; null where it is gone, or locked
 * @param live the live rows that the server's statistics count
 * @param written rows inserted less rows deleted since the statistics began, ever or after a reset
 * @param recorded whether the statistics know of an analyze: they forget that, and the rows before, when they are reset and
 *     when the server crashes
 * @param locked whether another session has its AccessExclusiveLock or waits for it
 * @param sizes its size, where that was asked for
 * @param vacuumedAt when it was vacuumed
 */
record LeafFacts(
        boolean stored,
        double planned,
        long plannedPages,
        @Nullable Long pages,
        long live,
        long written,
        boolean recorded,
        boolean locked,
        @Nullable TableSizes sizes,
        @Nullable Instant vacuumedAt) {

    private static final double TOLERANCE = 0.01;

    /** Whether the planner ever had a look. */
    boolean isAnalyzed(ServerState server) {
        if (!stored) {
            return planned > 0;
        }
        return recorded || (server.marksTheUnanalyzed() ? planned >= 0 : plannedPages > 0);
    }

    /** Whether it has no pages, and so no rows for certain. */
    boolean isEmpty() {
        return stored && pages != null && pages == 0;
    }

    /** How many rows it is taken to have; null where that is anybody's guess. */
    @Nullable
    Double estimate(ServerState server) {
        if (isEmpty()) {
            return 0.0;
        }
        Double scaled = scaled();
        return !server.standby() && recorded && stored ? Double.valueOf(counted(scaled)) : scaled;
    }

    /** The planner's figure at the present size; null where it never had one, or had nothing when there were no rows. */
    private @Nullable Double scaled() {
        if (planned <= 0) {
            return null;
        }
        if (!stored) {
            return planned;
        }
        return pages == null || plannedPages == 0 ? null : planned / plannedPages * pages;
    }

    /**
     * The rows that the statistics count. A session reports what it wrote about a second late, and so after the analyze that
     * it ran, which had those rows already: then they count twice. Where the figure is above what the size says, and rows
     * written do not confirm it, the size is believed.
     */
    private double counted(@Nullable Double scaled) {
        boolean confirmed = Math.abs(written - live) <= TOLERANCE * live;
        return scaled == null || live <= scaled || confirmed ? live : scaled;
    }
}
