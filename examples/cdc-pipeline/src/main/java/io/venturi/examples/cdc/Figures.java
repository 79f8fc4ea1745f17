package io.venturi.examples.cdc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** One line of the reconciliation: how many, by what happened to them; nothing where it could not be found out. */
final class Figures {
    /** What is counted. */
    enum Column {
        CHANGED("changed in PG"),
        RECEIVED("received"),
        PROCESSED("processed"),
        SKIPPED("skipped"),
        DEAD_LETTERED("dead-lettered"),
        IN_FLIGHT("in flight"),
        IN_LAKE("in Iceberg");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Map<Column, OptionalLong> values = new LinkedHashMap<>();

    Figures set(Column column, OptionalLong value) {
        values.put(column, value);
        return this;
    }

    Figures set(Column column, long value) {
        return set(column, OptionalLong.of(value));
    }

    OptionalLong get(Column column) {
        return values.getOrDefault(column, OptionalLong.empty());
    }

    /** The sum; unknown where one of the two is. */
    Figures plus(Figures other) {
        Figures sum = new Figures();
        for (Column column : Column.values()) {
            OptionalLong mine = get(column);
            OptionalLong theirs = other.get(column);
            if (mine.isPresent() && theirs.isPresent()) {
                sum.set(column, mine.getAsLong() + theirs.getAsLong());
            }
        }
        return sum;
    }
}
