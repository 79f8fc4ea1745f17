package io.venturi.jdbc.store;

import java.time.Instant;

/**
 * A value at a time.
 *
 * @param time when it was read, with microseconds
 * @param value may be NaN or infinite
 */
public record Point(Instant time, double value) {}
