package io.venturi.jdbc.store.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How long the buckets of a roll-up are; they begin with hours, days and ISO weeks in UTC. */
public enum RollupPeriod {
    /** An hour. */
    HOURLY(Duration.ofHours(1), Duration.ZERO),
    /** A day. */
    DAILY(Duration.ofDays(1), Duration.ZERO),
    /** A week, from Monday. */
    WEEKLY(Duration.ofDays(7), Duration.ofDays(4)); // 1970 began on a Thursday

    private final Duration length;
    private final long seconds;
    private final long offset;

    RollupPeriod(Duration length, Duration firstStart) {
        this.length = length;
        this.seconds = length.toSeconds();
        this.offset = firstStart.toSeconds();
    }

    /** How long a bucket is. */
    public Duration length() {
        return length;
    }

    /** When the bucket of a time begins. */
    public Instant start(Instant time) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond() - offset, seconds) * seconds + offset);
    }

    /** When the first bucket begins that does not begin before a time. */
    public Instant next(Instant time) {
        Instant start = start(time);
        return start.equals(time) ? start : start.plus(length);
    }

    /** What its buckets are made of, unless that is raw records. */
    public Optional<RollupPeriod> finer() {
        return this == HOURLY ? Optional.empty() : Optional.of(values()[ordinal() - 1]);
    }

    /** As the relations have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
