package io.venturi.jdbc.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the facts of many tables at once. To ask for a size, the server locks the table for a moment: what another session
 * has locked is left out.
 */
final class FactsQuery {

    private static final int ATTEMPTS = 3;

    private static final String LEAVES = """
            WITH RECURSIVE tree AS (
              SELECT oid AS root, oid AS member, relkind
              FROM pg_catalog.pg_class WHERE oid = ANY (?::bigint[]::oid[])
              UNION ALL
              SELECT t.root, c.oid, c.relkind
              FROM tree t
              JOIN pg_catalog.pg_inherits i ON i.inhparent = t.member
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
              WHERE t.relkind = 'p'
            ), locked AS (
              SELECT DISTINCT relation FROM pg_catalog.pg_locks
              WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL
                AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            ), leaves AS (
              SELECT t.root, t.member, t.relkind, c.reltuples, c.relpages,
                EXISTS (SELECT FROM locked WHERE locked.relation = t.member) AS locked
              FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.member
              WHERE t.relkind <> 'p'
            )
            SELECT root::bigint, relkind IN ('r', 'm'), reltuples::float8, relpages::bigint,
              CASE WHEN NOT locked THEN pg_relation_size(member) / current_setting('block_size')::bigint END,
              pg_stat_get_live_tuples(member),
              pg_stat_get_tuples_inserted(member) - pg_stat_get_tuples_deleted(member),
              coalesce(pg_stat_get_last_analyze_time(member), pg_stat_get_last_autoanalyze_time(member)) IS NOT NULL,
              locked,
              CASE WHEN ? AND NOT locked THEN pg_table_size(member) END,
              CASE WHEN ? AND NOT locked THEN pg_indexes_size(member) END,
              greatest(pg_stat_get_last_vacuum_time(member), pg_stat_get_last_autovacuum_time(member))
            FROM leaves
            """;

    private final ServerState server;
    private final boolean sizes;

    FactsQuery(ServerState server, boolean sizes) {
        this.server = server;
        this.sizes = sizes;
    }

    /** The facts by the relations' numbers; those that are gone are missing. */
    Map<Long, TableFacts> run(CountSession session, Collection<Long> relations) throws UncountableException {
        for (int attempt = 1; ; attempt++) {
            try {
                return session.inTransaction((transaction, prologue) -> {
                    Instant at = session.begin(transaction, prologue);
                    Map<Long, List<LeafFacts>> leaves = leaves(transaction, relations);
                    Map<Long, TableFacts> facts = new HashMap<>();
                    leaves.forEach((relation, parts) -> facts.put(relation, facts(at, parts)));
                    return facts;
                });
            } catch (UncountableException e) {
                // Locked between the look at the locks and the size: the next look sees it.
                if (e.reason() != CountFailure.LOCKED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Map<Long, List<LeafFacts>> leaves(Connection transaction, Collection<Long> relations) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(LEAVES)) {
            statement.setArray(1, transaction.createArrayOf("bigint", relations.toArray()));
            statement.setBoolean(2, sizes);
            statement.setBoolean(3, sizes);
            try (ResultSet result = statement.executeQuery()) {
                Map<Long, List<LeafFacts>> leaves = new HashMap<>();
                while (result.next()) {
                    leaves.computeIfAbsent(result.getLong(1), root -> new ArrayList<>())
                            .add(leaf(result));
                }
                return leaves;
            }
        }
    }

    private static LeafFacts leaf(ResultSet row) throws SQLException {
        OffsetDateTime vacuumed = row.getObject(12, OffsetDateTime.class);
        return new LeafFacts(
                row.getBoolean(2),
                row.getDouble(3),
                row.getLong(4),
                number(row, 5),
                row.getLong(6),
                row.getLong(7),
                row.getBoolean(8),
                row.getBoolean(9),
                sizes(number(row, 10), number(row, 11)),
                vacuumed == null ? null : vacuumed.toInstant());
    }

    private static @Nullable TableSizes sizes(@Nullable Long table, @Nullable Long index) {
        // pg_total_relation_size is their sum by definition.
        return table == null || index == null ? null : new TableSizes(table + index, table, index);
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private TableFacts facts(Instant at, List<LeafFacts> leaves) {
        long pages = 0;
        for (LeafFacts leaf : leaves) {
            pages += leaf.pages() == null ? 0 : leaf.pages();
        }
        return new TableFacts(
                at,
                new EstimateRule(server).rows(leaves),
                pages,
                leaves.stream().anyMatch(LeafFacts::locked),
                totalSizes(leaves),
                oldestVacuum(leaves));
    }

    private static @Nullable TableSizes totalSizes(List<LeafFacts> leaves) {
        TableSizes total = new TableSizes(0, 0, 0);
        for (LeafFacts leaf : leaves) {
            TableSizes sizes = leaf.sizes();
            if (sizes == null) {
                return null;
            }
            total = new TableSizes(
                    total.total() + sizes.total(), total.table() + sizes.table(), total.index() + sizes.index());
        }
        return total;
    }

    private static @Nullable Instant oldestVacuum(List<LeafFacts> leaves) {
        Instant oldest = null;
        for (LeafFacts leaf : leaves) {
            Instant at = leaf.vacuumedAt();
            if (at == null) {
                return null;
            }
            oldest = oldest == null || at.isBefore(oldest) ? at : oldest;
        }
        return oldest;
    }
}
