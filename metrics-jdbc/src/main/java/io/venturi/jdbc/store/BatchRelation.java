package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The relation of the last batch that is stored of each incarnation. */
final class BatchRelation {

    /**
     * Who stores is alive, for whoever looks at components. No row comes back where the number is not above the last one.
     */
    private static final String CLAIM = SchemaTransactions.WRITE + """
            ; UPDATE %s SET last_heartbeat = now(), status = CASE status WHEN 'offline' THEN 'ready' ELSE status END
               WHERE runtime_id = ? AND last_heartbeat < now() - interval '30 seconds'
            ; INSERT INTO %s AS batch (runtime_id, incarnation, seq) VALUES (?, ?, ?)
            ON CONFLICT (runtime_id, incarnation)
               DO UPDATE SET seq = excluded.seq, stored_at = now() WHERE batch.seq < excluded.seq
            RETURNING floor(extract(epoch FROM now()))::bigint, %s, batch.tableoid::bigint, %s, %s""";

    private final String claim;

    BatchRelation(SchemaTransactions transactions) {
        this.claim = CLAIM.formatted(
                transactions.relation("runtime"),
                transactions.relation("metric_batch"),
                StorageWindow.from(transactions),
                HoursOf.note(transactions.relation("note_metric_hours"), "samples"),
                HoursOf.note(transactions.relation("note_metric_hours"), "distributions"));
    }

    /**
     * A batch that is stored in this transaction.
     *
     * @param second the server's time, since 1970
     * @param window what may be stored
     * @param installation the relation's object id
     */
    record Claim(long second, StorageWindow window, long installation) {}

    /**
     * Begins the transaction, and writes down that the batch is stored, as it is once that is committed, and of which hours it is;
     * null if it was stored before.
     */
    @Nullable
    Claim claim(Connection connection, UUID runtimeId, SampleBatch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(claim)) {
            statement.setObject(1, runtimeId);
            statement.setObject(2, runtimeId);
            statement.setObject(3, batch.incarnation());
            statement.setLong(4, batch.seq());
            statement.setObject(5, hours(batch.samples().stream().map(Sample::time)));
            statement.setObject(6, hours(batch.distributions().stream().map(DistributionSample::time)));
            try (ResultSet row = lastResult(statement)) {
                if (!row.next()) {
                    return null;
                }
                long second = row.getLong(1);
                return new Claim(second, StorageWindow.at(second, row.getLong(2)), row.getLong(3));
            }
        } catch (SQLException e) {
            throw SqlFailure.isMissingRow(e)
                    ? new StaleIdsException("Runtime " + batch.runtime() + " was deleted: store the batch again", e)
                    : e;
        }
    }

    private static long[] hours(Stream<Instant> times) {
        return HoursOf.seconds(times.mapToLong(Instant::getEpochSecond));
    }

    /** Settings have no result. */
    private static ResultSet lastResult(PreparedStatement statement) throws SQLException {
        boolean result = statement.execute();
        while (!result) {
            if (statement.getUpdateCount() < 0) {
                throw new SQLException("the statements that begin a batch's transaction return nothing");
            }
            result = statement.getMoreResults();
        }
        return statement.getResultSet();
    }
}
