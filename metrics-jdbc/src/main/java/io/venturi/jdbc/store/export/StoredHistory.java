package io.venturi.jdbc.store.export;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the database has: read in short transactions, each of which sees all of one moment. */
final class StoredHistory {

    /** Where the oldest partition begins. Literals of bounds have their offset, and are read in the session they are written in. */
    private static final String OLDEST = """
            SELECT min(substring(pg_get_expr(p.relpartbound, p.oid) FROM 'FROM \\(''([^'']+)''\\)')::timestamptz)
              FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
             WHERE i.inhparent IN (?::regclass, ?::regclass)""";

    /** Samples of series that were deleted are nobody's. */
    private static final String ROWS = """
            SELECT (SELECT count(*) FROM %1$s JOIN %3$s USING (series_id) WHERE ts >= ? AND ts < ?)
                 + (SELECT count(*) FROM %2$s JOIN %3$s USING (series_id) WHERE ts >= ? AND ts < ?)""";

    private final SchemaTransactions transactions;
    private final String samples;
    private final String distributions;
    private final String rows;
    private final SourceCatalog catalog;
    private final SourceReader reader;

    StoredHistory(SchemaTransactions transactions, TargetLabels labels) {
        this.transactions = transactions;
        this.samples = transactions.relation("metric_sample");
        this.distributions = transactions.relation("metric_distribution");
        this.rows = ROWS.formatted(samples, distributions, transactions.relation("metric_series"));
        this.catalog = new SourceCatalog(transactions, labels);
        this.reader = new SourceReader(transactions);
    }

    /** The beginning of the first day that there can be samples of; none without partitions. */
    Optional<Instant> oldest() throws SQLException {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OLDEST)) {
                statement.setString(1, samples);
                statement.setString(2, distributions);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    @Nullable OffsetDateTime oldest = row.getObject(1, OffsetDateTime.class);
                    return oldest == null ? Optional.empty() : Optional.of(oldest.toInstant());
                }
            }
        });
    }

    List<Source> sources(Instant until) throws SQLException {
        return transactions.read(connection -> catalog.read(connection, until));
    }

    /** How many rows a time has now. */
    long rows(Instant from, Instant until) throws SQLException {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(rows)) {
                for (int at = 1; at <= 4; at += 2) {
                    statement.setObject(at, Times.bound(from));
                    statement.setObject(at + 1, Times.bound(until));
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** Reads in one transaction. */
    <T> T read(Reading<T> reading) throws SQLException {
        return transactions.read(connection -> reading.read(reader, connection));
    }

    /**
     * What is read in a transaction.
     *
     * @param <T> what comes of it
     */
    interface Reading<T> {
        T read(SourceReader reader, Connection connection) throws SQLException;
    }
}
