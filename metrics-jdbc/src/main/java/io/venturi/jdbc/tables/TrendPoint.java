package io.venturi.jdbc.tables;

import java.time.Instant;

/**
 * A table's rows at one time.
 *
 * @param runId the run that found them
 * @param countedAt when, by the server's clock
 * @param rows how many there were
 * @param method how they were counted
 */
public record TrendPoint(long runId, Instant countedAt, long rows, CountMethod method) {}
