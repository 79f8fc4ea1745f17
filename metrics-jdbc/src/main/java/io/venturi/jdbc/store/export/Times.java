package io.venturi.jdbc.store.export;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as the database and receivers take them. */
final class Times {

    private Times() {}

    static OffsetDateTime bound(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** The beginning of the next day (UTC). */
    static Instant nextDay(Instant time) {
        return day(time).plus(1, ChronoUnit.DAYS);
    }

    /** The beginning of its day (UTC). */
    static Instant day(Instant time) {
        return time.truncatedTo(ChronoUnit.DAYS);
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
