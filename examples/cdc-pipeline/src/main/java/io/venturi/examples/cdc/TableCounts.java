package io.venturi.examples.cdc;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts per table and kind. Thread-safe.
 *
 * @param <K> what is told apart
 */
final class TableCounts<K extends Enum<K>> {
    private final int kinds;
    private final AtomicLongArray counts;

    TableCounts(Class<K> kind) {
        kinds = kind.getEnumConstants().length;
        counts = new AtomicLongArray(ShopTable.values().length * kinds);
    }

    void increment(ShopTable table, K kind) {
        counts.incrementAndGet(index(table, kind.ordinal()));
    }

    long get(ShopTable table, K kind) {
        return counts.get(index(table, kind.ordinal()));
    }

    long sum(ShopTable table) {
        long sum = 0;
        for (int kind = 0; kind < kinds; kind++) {
            sum += counts.get(index(table, kind));
        }
        return sum;
    }

    private int index(ShopTable table, int kind) {
        return table.ordinal() * kinds + kind;
    }
}
