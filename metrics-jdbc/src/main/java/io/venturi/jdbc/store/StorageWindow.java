package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.time.Instant;

/**
 * The days (UTC) that figures are stored of: as many back as they are kept, but for those of which some have been dropped, and as many ahead as
 * partitions are made for.
 *
 * @param from the first second that is in it, since 1970
 * @param to the first one that is behind it
 */
record StorageWindow(long from, long to) {

    /** For how many days partitions are made before those days begin. */
    private static final int DAYS_AHEAD = 7;

    private static final long SECONDS_PER_DAY = 86_400;

    /** An expression of SQL for the first second that is in it, by the schema's function. */
    static String from(SchemaTransactions transactions) {
        return "(SELECT extract(epoch FROM first_day)::bigint FROM " + transactions.relation("metric_partition_window")
                + "())";
    }

    /** The window at a time of the server's. */
    static StorageWindow at(long epochSecond, long from) {
        long today = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
        return new StorageWindow(from, (today + DAYS_AHEAD + 1) * SECONDS_PER_DAY);
    }

    boolean holds(Instant time) {
        long second = time.getEpochSecond();
        return from <= second && second < to;
    }
}
