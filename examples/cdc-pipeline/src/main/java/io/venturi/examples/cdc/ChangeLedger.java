package io.venturi.examples.cdc;

import io.venturi.Operation;
import java.util.concurrent.atomic.AtomicLong;

/** What the workload knows to be committed: the truth that every other figure is checked against. */
final class ChangeLedger {
    private final TableCounts<Operation> rows = new TableCounts<>(Operation.class);
    private final AtomicLong unsureTransactions = new AtomicLong();

    void committed(ShopTable table, Operation operation) {
        rows.increment(table, operation);
    }

    /** The connection broke during COMMIT: its rows may be in the database or not, and nobody could ask yet. */
    void unsure() {
        unsureTransactions.incrementAndGet();
    }

    /** The database could be asked about one of those. */
    void resolved() {
        unsureTransactions.decrementAndGet();
    }

    long rows(ShopTable table) {
        return rows.sum(table);
    }

    long rows(ShopTable table, Operation operation) {
        return rows.get(table, operation);
    }

    long unsureTransactions() {
        return unsureTransactions.get();
    }
}
