package io.venturi.jdbc.tables;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run measured.
 *
 * @param at when it began, by the server's clock
 * @param tables how many tables it was to count
 * @param counts what it found, by table in order
 * @param vacuumed when tables were vacuumed
 * @param present tables that are there
 * @param refused how many tables are beyond the limit
 */
record Measurement(
        Instant at,
        int tables,
        List<TableCount> counts,
        Map<TableName, Instant> vacuumed,
        Set<TableName> present,
        int refused) {

    List<TableCount> failures() {
        return counts.stream().filter(count -> count.failure() != null).toList();
    }

    /** Names the tables that have no figure: {@code 2 of 40 tables were not counted: public.a (locked), …}. */
    String describe(List<TableCount> failures) {
        return failures.size() + " of " + tables + " tables were not counted: "
                + failures.stream()
                        .map(count -> count.table() + " (" + label(count) + ')')
                        .collect(Collectors.joining(", "));
    }

    private static String label(TableCount count) {
        CountFailure failure = count.failure();
        return failure == null ? "" : failure.label();
    }
}
