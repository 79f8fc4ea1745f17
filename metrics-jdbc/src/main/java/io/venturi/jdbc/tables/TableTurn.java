package io.venturi.jdbc.tables;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table whose turn it is to be counted. For one thread. */
final class TableTurn {

    private static final Logger LOG = LoggerFactory.getLogger(TableTurn.class);

    private final CountTarget target;
    private final @Nullable TableFacts facts;
    private final CountSession session;
    private final LockedRelations locks;

    TableTurn(CountTarget target, @Nullable TableFacts facts, CountSession session, LockedRelations locks) {
        this.target = target;
        this.facts = facts;
        this.session = session;
        this.locks = locks;
    }

    Relation relation() {
        return target.relation();
    }

    /** Whether it is partitioned, and has no partitions to know anything of. */
    boolean hasNoParts() {
        return relation().kind() == RelationKind.PARTITIONED && facts == null;
    }

    TableFacts facts() throws UncountableException {
        TableFacts known = facts;
        if (known == null) {
            throw new UncountableException(CountFailure.MISSING, "it was gone when its facts were asked for");
        }
        if (known.locked()) {
            throw locked();
        }
        return known;
    }

    RowCount exact() throws UncountableException {
        refuseLocked();
        return session.number(CountMethod.EXACT, target.countAll());
    }

    RowCount sample(double percentage) throws UncountableException {
        refuseLocked();
        // Not in exponent form, and with a point whatever the locale.
        String part = String.format(Locale.ROOT, "%.9f", percentage);
        return session.number(CountMethod.SAMPLE, target.countAll() + " TABLESAMPLE SYSTEM (" + part + ')');
    }

    RowCount query(String sql) throws UncountableException {
        return session.hostsNumber(sql, target.name());
    }

    /** Rows by filter; a filter that fails is left out, and {@code onFailure} told. */
    Map<String, Long> filtered(Consumer<CountFailure> onFailure) {
        Map<String, Long> counts = new TreeMap<>();
        for (RowFilter filter : target.filters()) {
            try {
                refuseLocked();
                counts.put(
                        filter.name(),
                        session.number(CountMethod.EXACT, target.countAll() + " WHERE (" + filter.predicate() + "\n)")
                                .rows());
            } catch (UncountableException e) {
                LOG.warn("Filter '{}' of {} was not counted: {}", filter.name(), target.name(), e.getMessage());
                onFailure.accept(e.reason());
            }
        }
        return counts;
    }

    private void refuseLocked() throws UncountableException {
        if (locks.contains(relation(), session)) {
            throw locked();
        }
    }

    private static UncountableException locked() {
        return new UncountableException(CountFailure.LOCKED, "another session has it under AccessExclusiveLock");
    }
}
