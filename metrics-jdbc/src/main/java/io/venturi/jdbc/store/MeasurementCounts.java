package io.venturi.jdbc.store;

/**
 * What became of measurements, at one moment. Accepted are all others together.
 *
 * @param accepted recorded
 * @param stored in the database
 * @param rejected that cannot be stored, or that PostgreSQL refused
 * @param expired outside of the days that there are partitions for
 * @param overflowed given up for want of room while they waited, or of time or of a database when it was closed
 * @param waiting to be stored
 */
public record MeasurementCounts(
        long accepted, long stored, long rejected, long expired, long overflowed, long waiting) {}
