package io.venturi.jdbc.tables;

import io.venturi.instrument.MeterScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that a collector shows, under the name of its database. Thread-safe. */
final class CollectorMeters implements AutoCloseable {

    /** Stands for a database that could not be asked for its name. */
    static final String UNKNOWN = "_unknown";

    private final MeterScope scope;
    private final CountRules rules;
    private final RunMeters runs;
    private volatile @Nullable TableGauges tables;

    CollectorMeters(MeterScope scope, CountRules rules) {
        this.scope = scope;
        this.rules = rules;
        this.runs = new RunMeters(scope);
    }

    /** Whether the database's name is known. */
    boolean isNamed() {
        return tables != null;
    }

    /** Shows what is counted under this name from now on. */
    synchronized void name(String database) {
        runs.label(database);
        tables = new TableGauges(scope, database, rules);
    }

    /** Shows at least how runs go, where not even the name could be asked for. */
    synchronized void nameless() {
        if (tables == null) {
            runs.label(UNKNOWN);
        }
    }

    RunMeters runs() {
        return runs;
    }

    void show(List<TableCount> counts, Map<TableName, Instant> vacuumed, Set<TableName> present) {
        TableGauges shown = tables;
        if (shown != null) {
            shown.show(counts, vacuumed, present);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
