package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The relation of series: finds their ids by hash, many at once, and adds those that are not there. */
final class SeriesRelation {

    private static final String GIVEN = """
            WITH given AS (
              SELECT place, name, type, labels::jsonb AS labels, unit, help,
                     %2$s(?::uuid, type, name, labels::jsonb) AS hash
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                     WITH ORDINALITY AS series (name, type, labels, unit, help, place))
            """;

    /** What is told of a series differs, or it was not seen for an hour. What is not told stays. */
    private static final String OUTDATED = """
            (known.last_seen < now() - interval '1 hour'
             OR coalesce(given.unit, known.unit) IS DISTINCT FROM known.unit
             OR coalesce(given.help, known.help_text) IS DISTINCT FROM known.help_text)""";

    private static final String FIND = GIVEN + "SELECT given.place, known.series_id, " + OUTDATED
            + " FROM given JOIN %1$s known ON known.hash = given.hash";

    private static final String ADD = GIVEN + """
            INSERT INTO %1$s (runtime_id, metric_name, metric_type, labels, unit, help_text)
            SELECT ?, name, type, labels, unit, help
              FROM given
             WHERE NOT EXISTS (SELECT FROM %1$s known WHERE known.hash = given.hash)
             ORDER BY given.hash
            ON CONFLICT (hash) DO NOTHING""";

    private static final String REFRESH = GIVEN + """
            UPDATE %1$s known
               SET unit = coalesce(given.unit, known.unit), help_text = coalesce(given.help, known.help_text),
                   last_seen = now()
              FROM given
             WHERE known.hash = given.hash AND """ + ' ' + OUTDATED;

    private static final String BEYOND = "SELECT count(*) > ? FROM (SELECT FROM %s WHERE runtime_id = ? LIMIT ?) known";

    /**
     * One writer at a time adds or changes series of a runtime: nobody waits for rows in a different order, and none takes
     * ids from the sequence for what another one adds.
     */
    private static final String WAIT = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

    private final String schema;
    private final String find;
    private final String add;
    private final String refresh;
    private final String beyond;
    private final int most;

    SeriesRelation(SchemaTransactions transactions) {
        this(transactions, Integer.MAX_VALUE);
    }

    /** Adds no series to a runtime that would have more than so many. */
    SeriesRelation(SchemaTransactions transactions, int most) {
        this.most = most;
        String relation = transactions.relation("metric_series");
        String hash = transactions.relation("metric_series_hash");
        this.schema = transactions.schema();
        this.find = FIND.formatted(relation, hash);
        this.add = ADD.formatted(relation, hash);
        this.refresh = REFRESH.formatted(relation, hash);
        this.beyond = BEYOND.formatted(relation);
    }

    private static final class Found {
        private final long[] ids;
        private int missing;
        private boolean outdated;

        Found(int size) {
            ids = new long[size];
            missing = size;
        }

        int firstMissing() {
            int place = 0;
            while (place < ids.length - 1 && ids[place] != 0) {
                place++;
            }
            return place;
        }
    }

    /**
     * The ids of these series, each by its place in the list; those that are not there are added.
     *
     * @throws SeriesLimitException if the runtime has more than it may with those: the transaction is to be rolled back
     */
    long[] ids(Connection connection, UUID runtimeId, List<MetricSeries> series) throws SQLException {
        Found found = find(connection, runtimeId, series);
        if (found.missing == 0 && !found.outdated) {
            return found.ids;
        }
        waitForOthers(connection, runtimeId);
        if (found.outdated) {
            try (PreparedStatement statement = connection.prepareStatement(refresh)) {
                bind(statement, runtimeId, series);
                statement.executeUpdate();
            }
        }
        if (found.missing > 0) {
            add(connection, runtimeId, series);
            if (isBeyond(connection, runtimeId)) {
                throw new SeriesLimitException(series.get(found.firstMissing()));
            }
            return allOf(find(connection, runtimeId, series), runtimeId);
        }
        return found.ids;
    }

    private boolean isBeyond(Connection connection, UUID runtimeId) throws SQLException {
        if (most == Integer.MAX_VALUE) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(beyond)) {
            statement.setInt(1, most);
            statement.setObject(2, runtimeId);
            statement.setInt(3, most + 1);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static long[] allOf(Found found, UUID runtimeId) throws SQLException {
        if (found.missing > 0) {
            throw new StaleIdsException(
                    "Series of runtime " + runtimeId + " were deleted while they were added: store the batch again",
                    null);
        }
        return found.ids;
    }

    private Found find(Connection connection, UUID runtimeId, List<MetricSeries> series) throws SQLException {
        Found found = new Found(series.size());
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            bind(statement, runtimeId, series);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.ids[row.getInt(1) - 1] = row.getLong(2);
                    found.outdated |= row.getBoolean(3);
                    found.missing--;
                }
            }
        }
        return found;
    }

    private void waitForOthers(Connection connection, UUID runtimeId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WAIT)) {
            statement.setString(1, "io.venturi.jdbc.store/" + schema + '/' + runtimeId);
            statement.execute();
        }
    }

    private void add(Connection connection, UUID runtimeId, List<MetricSeries> series) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(add)) {
            bind(statement, runtimeId, series);
            statement.setObject(7, runtimeId);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw SqlFailure.isMissingRow(e)
                    ? new StaleIdsException("Runtime " + runtimeId + " was deleted: store the batch again", e)
                    : e;
        }
    }

    private static void bind(PreparedStatement statement, UUID runtimeId, List<MetricSeries> series)
            throws SQLException {
        statement.setObject(1, runtimeId);
        texts(statement, 2, series, MetricSeries::name);
        texts(statement, 3, series, each -> each.type().label());
        texts(statement, 4, series, each -> SeriesLabels.toJson(each.labels()));
        texts(statement, 5, series, each -> StoredText.storable(each.unit()));
        texts(statement, 6, series, each -> StoredText.storable(each.help()));
    }

    private static void texts(
            PreparedStatement statement,
            int parameter,
            List<MetricSeries> series,
            Function<MetricSeries, @Nullable String> text)
            throws SQLException {
        @Nullable Object[] texts = new Object[series.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text.apply(series.get(i));
        }
        statement.setArray(parameter, statement.getConnection().createArrayOf("text", texts));
    }
}
