package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.RefusedSamplesException.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transaction that stores a batch of samples, their series with them: all or nothing. Thread-safe. */
final class SampleTransaction {

    /** Who sends is alive. */
    private static final String ALIVE = "UPDATE %s SET last_heartbeat = now(),"
            + " status = CASE status WHEN 'offline' THEN 'ready' ELSE status END"
            + " WHERE runtime_id = ? AND last_heartbeat < now() - interval '30 seconds'";

    /** The runtime stays until the end, and so do its series; roll-ups are told of which hours the samples are. */
    private static final String BEGIN = """
            SELECT floor(extract(epoch FROM now()))::bigint, %2$s, pg_current_xact_id()::text, %3$s
              FROM %1$s WHERE runtime_id = ? FOR KEY SHARE""";

    /** How many series are asked for at once. */
    private static final int CHUNK = 5_000;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_REFUSED = 10;

    private final SchemaTransactions transactions;
    private final int mostSeries;
    private final SeriesRelation series;
    private final TransactionFate fate;
    private final String alive;
    private final String begin;

    /** Samples of components that get no more series than so many each. */
    SampleTransaction(SchemaTransactions transactions, int mostSeries) {
        this.mostSeries = mostSeries;
        this.transactions = transactions;
        this.series = new SeriesRelation(transactions, mostSeries);
        this.fate = new TransactionFate(transactions);
        this.alive = ALIVE.formatted(transactions.relation("runtime"));
        this.begin = BEGIN.formatted(
                transactions.relation("runtime"),
                StorageWindow.from(transactions),
                HoursOf.note(transactions.relation("note_metric_hours"), "samples"));
    }

    /** Carries what is wrong with the samples out of the transaction, which is rolled back. */
    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RefusedSamplesException refusal;

        RolledBack(RefusedSamplesException refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    private record Begun(StorageWindow window, String transactionId) {}

    /**
     * Stores them.
     *
     * @param looking some are refused, it seems: find out which, and store none then
     * @return false where there is no such runtime
     */
    boolean run(UUID runtimeId, List<Sample> samples, boolean looking) throws SQLException, RefusedSamplesException {
        @Nullable String[] complete = new String[1]; // the id of the transaction, once all that is left is to commit it
        try {
            return transactions.write(connection -> {
                Begun begun = begin(connection, runtimeId, samples);
                if (begun == null) {
                    return false;
                }
                refuseOutside(begun.window(), samples);
                if (looking) {
                    look(connection, runtimeId, samples);
                } else {
                    store(connection, runtimeId, samples);
                }
                complete[0] = begun.transactionId();
                return true;
            });
        } catch (RolledBack e) {
            throw e.refusal;
        } catch (SeriesLimitException e) {
            throw beyondLimit(runtimeId, samples, e.series());
        } catch (SQLException e) {
            String id = complete[0];
            if (id != null && fate.isCommitted(id, e)) {
                return true;
            }
            throw e;
        }
    }

    private RefusedSamplesException beyondLimit(UUID runtimeId, List<Sample> samples, MetricSeries added) {
        int index = samples.stream().map(Sample::series).toList().indexOf(added);
        return new RefusedSamplesException(List.of(new Refused(
                index,
                "labels",
                "it is a new series of " + runtimeId + ", which would have more than " + mostSeries
                        + ": leave labels out that have ever new values, or have more allowed")));
    }

    private @Nullable Begun begin(Connection connection, UUID runtimeId, List<Sample> samples) throws SQLException {
        try (PreparedStatement beat = connection.prepareStatement(alive);
                PreparedStatement statement = connection.prepareStatement(begin)) {
            beat.setObject(1, runtimeId);
            beat.executeUpdate();
            statement.setObject(1, HoursOf.seconds(samples.stream().mapToLong(sample -> sample.time()
                    .getEpochSecond())));
            statement.setObject(2, runtimeId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Begun(StorageWindow.at(row.getLong(1), row.getLong(2)), row.getString(3))
                        : null;
            }
        }
    }

    private static void refuseOutside(StorageWindow window, List<Sample> samples) {
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < samples.size() && refused.size() < MAX_REFUSED; i++) {
            Instant time = samples.get(i).time();
            if (!window.holds(time)) {
                refused.add(new Refused(
                        i,
                        "time",
                        time + " is outside of what is kept, from " + Instant.ofEpochSecond(window.from()) + " until "
                                + Instant.ofEpochSecond(window.to())
                                + ": send times of those days; to have more of them later, keep raw records longer (relation"
                                + " retention), before they are dropped"));
            }
        }
        if (!refused.isEmpty()) {
            throw new RolledBack(new RefusedSamplesException(refused));
        }
    }

    private void store(Connection connection, UUID runtimeId, List<Sample> samples) throws SQLException {
        if (samples.isEmpty()) {
            return;
        }
        long[] ids = ids(connection, runtimeId, samples);
        RowOrder order = new RowOrder(ids.length);
        for (int place = 0; place < ids.length; place++) {
            order.add(place, ids[place]);
        }
        SampleRows rows = new SampleRows(transactions.relation("metric_sample"), samples, order.sorted());
        CopyWriter.on(connection, new byte[BUFFER_BYTES]).write(rows, 0, rows.size());
    }

    private long[] ids(Connection connection, UUID runtimeId, List<Sample> samples) throws SQLException {
        Map<MetricSeries, Long> known = new LinkedHashMap<>();
        samples.forEach(sample -> known.put(sample.series(), 0L));
        List<MetricSeries> distinct = List.copyOf(known.keySet());
        for (int from = 0; from < distinct.size(); from += CHUNK) {
            List<MetricSeries> chunk = distinct.subList(from, Math.min(from + CHUNK, distinct.size()));
            long[] found = series.ids(connection, runtimeId, chunk);
            for (int i = 0; i < found.length; i++) {
                known.put(chunk.get(i), found[i]);
            }
        }
        return samples.stream()
                .mapToLong(sample -> known.getOrDefault(sample.series(), KnownSeries.NONE))
                .toArray();
    }

    /** Stores them while looking for those that PostgreSQL refuses, and throws some of these if there are any. */
    private void look(Connection connection, UUID runtimeId, List<Sample> samples) throws SQLException {
        List<Refused> refused = new ArrayList<>();
        @Nullable SQLException[] first = new SQLException[1];
        Halving.store(
                connection,
                samples.size(),
                (from, to) -> store(connection, runtimeId, samples.subList(from, to)),
                (index, cause) -> {
                    first[0] = first[0] == null ? cause : first[0];
                    refused.add(new Refused(
                            index,
                            "sample",
                            "the database refuses it (SQLSTATE " + cause.getSQLState() + "): leave it out"));
                    if (refused.size() == MAX_REFUSED) {
                        throw rolledBack(refused, first[0]);
                    }
                });
        if (!refused.isEmpty()) {
            throw rolledBack(refused, first[0]);
        }
    }

    private static RolledBack rolledBack(List<Refused> refused, @Nullable SQLException cause) {
        return new RolledBack(
                cause == null ? new RefusedSamplesException(refused) : new RefusedSamplesException(refused, cause));
    }
}
