package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run found out about one table. Immutable.
 *
 * @param table which one
 * @param method how its rows were counted, or were to be
 * @param rows how many it has; null where that is not known, and {@code failure} says why
 * @param countedAt when, by the server's clock; where counting failed, when it did
 * @param took how long counting took
 * @param sizes its size, where that was asked for and could be had
 * @param filtered rows by the name of a filter; without those that could not be counted
 * @param failure why there is no number of rows; null where there is one
 */
public record TableCount(
        TableName table,
        CountMethod method,
        @Nullable Long rows,
        Instant countedAt,
        Duration took,
        @Nullable TableSizes sizes,
        Map<String, Long> filtered,
        @Nullable CountFailure failure) {

    /** Copies {@code filtered}; refuses rows with a failure, and neither. */
    public TableCount {
        if ((rows == null) == (failure == null)) {
            throw new IllegalArgumentException(table + " has rows " + rows + " and failure " + failure
                    + ": a count has either a number of rows or a failure");
        }
        filtered = Map.copyOf(filtered);
    }
}
