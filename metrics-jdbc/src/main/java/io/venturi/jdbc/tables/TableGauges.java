package io.venturi.jdbc.tables;

import io.venturi.instrument.MeterScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The series of all tables. Those of tables that are gone go. */
final class TableGauges {

    private final MeterScope scope;
    private final String database;
    private final CountRules rules;
    private final Map<TableName, TableSeries> series = new HashMap<>();

    TableGauges(MeterScope scope, String database, CountRules rules) {
        this.scope = scope;
        this.database = database;
        this.rules = rules;
    }

    /**
     * Shows what a run found.
     *
     * @param vacuumed when tables were vacuumed, as far as that is known
     * @param present tables that are still there, whether the run counted them or not
     */
    synchronized void show(List<TableCount> counts, Map<TableName, Instant> vacuumed, Set<TableName> present) {
        Set<TableName> staying = new HashSet<>(present);
        for (TableCount count : counts) {
            if (count.failure() == CountFailure.MISSING) {
                staying.remove(count.table());
            } else {
                staying.add(count.table());
                series.computeIfAbsent(count.table(), this::newSeries).show(count, vacuumed.get(count.table()));
            }
        }
        series.entrySet().removeIf(entry -> {
            boolean gone = !staying.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    private TableSeries newSeries(TableName table) {
        return new TableSeries(scope.child(), database, table, rules);
    }
}
