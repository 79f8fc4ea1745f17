package io.venturi.jdbc.store;

import java.time.Instant;

/**
 * The days (UTC) that figures are stored of: as many back as they are kept, and as many ahead as partitions are made for.
 *
 * @param from the first second that is in it, since 1970
 * @param to the first one that is behind it
 */
record StorageWindow(long from, long to) {

    /** For how many days partitions are made before those days begin. */
    private static final int DAYS_AHEAD = 7;

    private static final long SECONDS_PER_DAY = 86_400;

    /** The window at a time of the server's. */
    static StorageWindow at(long epochSecond, int daysKept) {
        long today = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
        return new StorageWindow((today - daysKept) * SECONDS_PER_DAY, (today + DAYS_AHEAD + 1) * SECONDS_PER_DAY);
    }

    boolean holds(Instant time) {
        long second = time.getEpochSecond();
        return from <= second && second < to;
    }
}
