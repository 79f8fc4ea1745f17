package io.venturi.jdbc.tables;

import io.venturi.jdbc.BorrowedConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One state of the database that many transactions see, for as long as the connection that exported it holds it. */
final class SharedSnapshot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSnapshot.class);

    /** The connection idles in its transaction while others count, and no longer: it holds vacuum back. */
    private static final String EXPORT = """
            SELECT pg_export_snapshot(), statement_timestamp(),
              set_config('idle_in_transaction_session_timeout', '%d', true)
            """;

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final BorrowedConnection holder;
    private final String name;
    private final Instant at;

    private SharedSnapshot(BorrowedConnection holder, String name, Instant at) {
        this.holder = holder;
        this.name = name;
        this.at = at;
    }

    static SharedSnapshot take(DataSource source, RunBounds bounds, Duration silence) throws UncountableException {
        BorrowedConnection holder = null;
        try {
            holder = BorrowedConnection.from(source, silence);
            return export(holder, bounds);
        } catch (SQLException e) {
            if (holder == null) {
                throw new UncountableException(CountFailure.CONNECTION, e);
            }
            holder.closeQuietly();
            throw new UncountableException(SqlFailures.reason(e), e);
        }
    }

    private static SharedSnapshot export(BorrowedConnection holder, RunBounds bounds) throws SQLException {
        try (Statement statement = holder.connection().createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            try (ResultSet result =
                    bounds.cancellable(statement, () -> statement.executeQuery(EXPORT.formatted(idleMillis(bounds))))) {
                result.next();
                return new SharedSnapshot(holder, checked(result.getString(1)), CountSession.instant(result, 2));
            }
        }
    }

    /** Until the run must be over. */
    private static long idleMillis(RunBounds bounds) {
        long millis = bounds.left().plus(GRACE).toMillis();
        return Math.min(Integer.MAX_VALUE, Math.max(GRACE.toMillis(), millis));
    }

    /** SET takes no parameters; the server's names of snapshots are hexadecimal. */
    private static String checked(String name) throws SQLException {
        if (!name.matches("[0-9A-Fa-f-]+")) {
            throw new SQLException("'" + name + "' is no name of a snapshot");
        }
        return name;
    }

    String name() {
        return name;
    }

    Instant at() {
        return at;
    }

    @Override
    public void close() {
        LOG.debug("The snapshot {} of {} is given up", name, at);
        holder.closeQuietly();
    }
}
