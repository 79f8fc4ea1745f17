package io.venturi.jdbc.store;

import java.util.UUID;

/**
 * The ids that a batch is stored under.
 *
 * @param runtime its runtime's
 * @param installation which installation of the schema has them
 * @param samples those of its samples' series, by place, or {@link KnownSeries#NONE}
 * @param distributions the same of its distributions
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record BatchIds(UUID runtime, long installation, long[] samples, long[] distributions) {}
