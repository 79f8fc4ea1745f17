package io.venturi.jdbc.store;

import java.time.Instant;

/** Times as PostgreSQL counts them: microseconds since 2000-01-01, UTC. */
final class PostgresTime {

    /** The moment that they are counted from, as SQL. */
    static final String EPOCH = "timestamptz '2000-01-01 00:00:00+00'";

    private static final long EPOCH_SECONDS = 946_684_800;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private PostgresTime() {}

    /** The microsecond that a time is in. */
    static long micros(Instant time) {
        return (time.getEpochSecond() - EPOCH_SECONDS) * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }
}
