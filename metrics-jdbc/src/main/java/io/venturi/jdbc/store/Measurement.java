package io.venturi.jdbc.store;

/**
 * A measurement as it is stored.
 *
 * @param name in UTF-8
 * @param value finite
 * @param tags a JSON object in UTF-8
 * @param micros when, since 1970-01-01 UTC
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record Measurement(byte[] name, double value, byte[] tags, long micros) {

    /** The object, its arrays and its place in a queue. */
    private static final int OVERHEAD = 96;

    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final long MICROS_OF_SECOND = 1_000_000;

    /** About how much memory it takes. */
    int bytes() {
        return OVERHEAD + name.length + tags.length;
    }

    /** When, in whole seconds since 1970-01-01 UTC. */
    long epochSecond() {
        return Math.floorDiv(micros, MICROS_OF_SECOND);
    }

    /** The UTC day, since 1970-01-01. */
    long epochDay() {
        return Math.floorDiv(micros, MICROS_OF_DAY);
    }
}
