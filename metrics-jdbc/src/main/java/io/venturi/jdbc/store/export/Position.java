package io.venturi.jdbc.store.export;

/**
 * How far a window is exported.
 *
 * @param key the source that was last
 * @param millis the time up to which it was, included; {@link #ALL} if all of it
 */
record Position(String key, long millis) {

    static final long ALL = Long.MAX_VALUE;

    /** Before everything. */
    static final Position START = new Position("", ALL);

    /** From which time on a source is to be read, in milliseconds; {@link #ALL} if it is not. */
    long from(Source source, long windowFrom) {
        int order = source.key().compareTo(key);
        return order < 0 || (order == 0 && millis == ALL) ? ALL : order > 0 ? windowFrom : millis + 1;
    }

    /** Until which time, not included, a source is to be read for this position to be reached; 0 if it is not. */
    long until(Source source, long windowUntil) {
        int order = source.key().compareTo(key);
        return order > 0 ? 0 : order < 0 || millis == ALL ? windowUntil : millis + 1;
    }
}
