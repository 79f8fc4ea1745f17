package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Counts as tests need them. */
final class Counts {
    static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");

    private Counts() {}

    /** An exact one, of {@code schema.table}. */
    static TableCount exact(String table, long rows) {
        return exact(name(table), rows);
    }

    static TableCount exact(TableName table, long rows) {
        return new TableCount(table, CountMethod.EXACT, rows, TIME, Duration.ofMillis(3), null, Map.of(), null);
    }

    static TableCount failed(String table, CountFailure failure) {
        return new TableCount(
                name(table), CountMethod.EXACT, null, TIME, Duration.ofMillis(3), null, Map.of(), failure);
    }

    static TableCount sized(String table, long rows, long bytes) {
        return new TableCount(
                name(table),
                CountMethod.EXACT,
                rows,
                TIME,
                Duration.ofMillis(3),
                new TableSizes(bytes, bytes - 2, 2),
                Map.of(),
                null);
    }

    static TableName name(String qualified) {
        int dot = qualified.indexOf('.');
        return new TableName(qualified.substring(0, dot), qualified.substring(dot + 1));
    }
}
