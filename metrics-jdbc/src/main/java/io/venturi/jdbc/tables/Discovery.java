package io.venturi.jdbc.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds the tables of a database. Reads catalogues only and takes no lock on what it finds, so that a table under {@code
 * ALTER} does not hold it up.
 */
final class Discovery {

    private static final String SERVER = """
            SELECT current_database(), pg_is_in_recovery(), current_setting('server_version_num')::int
            """;

    /**
     * Partitions count with their root. Unlogged tables have no rows on a standby, and cannot be asked there, nor can a root
     * with such a partition. A right to read one column is enough to count.
     */
    private static final String RELATIONS = """
            WITH RECURSIVE tree AS (
              SELECT oid AS root, oid AS member, relkind, relpersistence, reltuples
              FROM pg_catalog.pg_class WHERE relkind = 'p' AND NOT relispartition
              UNION ALL
              SELECT t.root, c.oid, c.relkind, c.relpersistence, c.reltuples
              FROM tree t
              JOIN pg_catalog.pg_inherits i ON i.inhparent = t.member
              JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
              WHERE t.relkind = 'p'
            ), leaves AS (
              SELECT root, bool_or(relpersistence = 'u') AS unlogged, sum(greatest(reltuples, 0)::float8) AS reltuples
              FROM tree WHERE relkind <> 'p' GROUP BY root
            )
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text,
              coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'), false)
                AND NOT (pg_is_in_recovery() AND (c.relpersistence = 'u' OR coalesce(l.unlogged, false))),
              coalesce(l.reltuples, greatest(c.reltuples, 0)::float8)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN leaves l ON l.root = c.oid
            WHERE NOT c.relispartition AND c.relpersistence <> 't'
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND (c.relkind IN ('r', 'p')
                OR c.relkind IN ('f', 'v', 'm') AND (n.nspname || '.' || c.relname) = ANY (?))
            """;

    private final Collection<String> named;

    /**
     * A discovery of user tables.
     *
     * @param named qualified names of views, materialized views and foreign tables to find beside them
     */
    Discovery(Collection<String> named) {
        this.named = named;
    }

    Discovered run(CountSession session) throws UncountableException {
        return session.inTransaction((transaction, prologue) -> {
            Instant at = session.begin(transaction, prologue);
            return new Discovered(at, server(transaction), relations(transaction));
        });
    }

    /** What the database is called. */
    static String databaseName(CountSession session) throws UncountableException {
        return session.inTransaction((transaction, prologue) -> {
            session.begin(transaction, prologue);
            return server(transaction).database();
        });
    }

    private static ServerState server(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet result = statement.executeQuery(SERVER)) {
            result.next();
            return new ServerState(result.getString(1), result.getBoolean(2), result.getInt(3));
        }
    }

    private List<Relation> relations(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(RELATIONS)) {
            statement.setArray(1, transaction.createArrayOf("text", named.toArray()));
            try (ResultSet result = statement.executeQuery()) {
                List<Relation> relations = new ArrayList<>();
                while (result.next()) {
                    relations.add(relation(result));
                }
                return relations;
            }
        }
    }

    private static Relation relation(ResultSet row) throws SQLException {
        return new Relation(
                row.getLong(1),
                new TableName(row.getString(2), row.getString(3)),
                RelationKind.of(row.getString(4)),
                row.getBoolean(5),
                row.getDouble(6));
    }
}
