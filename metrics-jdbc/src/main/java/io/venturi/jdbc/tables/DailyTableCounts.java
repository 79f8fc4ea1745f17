package io.venturi.jdbc.tables;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counts of the last run of a day that succeeded. Immutable.
 *
 * @param date the day, in the business time zone
 * @param runId which run
 * @param collectedAt when that began, by the server's clock
 * @param tables what it found, without tables that it could not count
 */
public record DailyTableCounts(
        LocalDate date, long runId, Instant collectedAt, SortedMap<TableName, TableFigure> tables) {

    /** Copies {@code tables}. */
    public DailyTableCounts {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }
}
