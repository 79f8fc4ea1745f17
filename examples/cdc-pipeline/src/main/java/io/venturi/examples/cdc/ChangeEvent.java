package io.venturi.examples.cdc;

import io.venturi.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One changed row, as the source reported it.
 *
 * @param table where it changed
 * @param operation how it changed
 * @param sourceMillis when the source committed it, in epoch milliseconds
 * @param row the row after the change, or before it where the change removed it; empty where all rows were removed at once
 */
record ChangeEvent(ShopTable table, Operation operation, long sourceMillis, Map<String, @Nullable Object> row) {

    /** Whether it is about one row. A truncation is not. */
    boolean hasRow() {
        return !row.isEmpty();
    }

    /** The number of columns is small, and every one of them is NOT NULL in the shop's schema. */
    Object column(String name) {
        Object value = row.get(name);
        if (value == null) {
            throw new IllegalStateException("column " + name + " of " + table.qualifiedName() + " is missing");
        }
        return value;
    }
}
