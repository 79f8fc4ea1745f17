package io.venturi.jdbc.store.export;

import java.time.Instant;

/**
 * A time that is exported in one go, within a UTC day; whole milliseconds.
 *
 * @param from its first moment
 * @param until the moment after its last
 */
record Window(Instant from, Instant until) {}
