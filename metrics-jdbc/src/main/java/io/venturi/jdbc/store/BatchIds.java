package io.venturi.jdbc.store;

import java.util.UUID;

/**
 * The ids that a batch is stored under.
 *
 * @param runtime its runtime's
 * @param installation which installation of the schema has them
 * @param second the server's time when they were last known to be right: seconds since 1970
 * @param samples those of its samples' series, by place, or {@link KnownSeries#NONE}
 * @param distributions the same of its distributions
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record BatchIds(UUID runtime, long installation, long second, long[] samples, long[] distributions) {}
