package io.venturi.jdbc.tables;

import io.venturi.jdbc.Lease;
import io.venturi.jdbc.LeaseLostException;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in the metrics schema, under the collector's lease. A schema is one collector's: its days have one snapshot each.
 * Thread-safe.
 */
final class PostgresRunJournal implements RunJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresRunJournal.class);

    private static final String RIVAL =
            "SELECT name FROM %s WHERE starts_with(name, ?) AND name <> ? AND expires_at > clock_timestamp() LIMIT 1";

    private final SchemaTransactions transactions;
    private final Lease lease;
    private final JournalOptions options;
    private final ServerClock clock;
    private final RunHeaders headers;
    private final Measurements measurements;
    private final Snapshots snapshots;
    /** The lease's epoch when a run of ours that has not ended began. */
    private final Map<Long, Long> open = new ConcurrentHashMap<>();

    PostgresRunJournal(DataSource source, String schema, Lease lease, JournalOptions options) {
        this(source, schema, lease, options, ServerClock.POSTGRES);
    }

    PostgresRunJournal(DataSource source, String schema, Lease lease, JournalOptions options, ServerClock clock) {
        this.transactions = new SchemaTransactions(source, schema);
        this.lease = lease;
        this.options = options;
        this.clock = clock;
        this.headers = new RunHeaders(transactions);
        this.measurements = new Measurements(transactions);
        this.snapshots = new Snapshots(transactions, options.format());
    }

    @Override
    public long begin(RunRequest request) throws SQLException {
        Begun begun = transactions.write(connection -> {
            long epoch = lease.verify(connection);
            refuseRivals(connection);
            closeLeft(connection, epoch);
            Instant now = clock.now(connection);
            headers.retire(connection, now, options.retention());
            LocalDate date = LocalDate.ofInstant(now, options.zone());
            return new Begun(headers.insert(connection, now, date, RunStatus.RUNNING, null, request), epoch);
        });
        open.put(begun.runId(), begun.epoch());
        return begun.runId();
    }

    private record Begun(long runId, long epoch) {}

    /** Two collectors would take each other's days, and close each other's runs. */
    private void refuseRivals(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(RIVAL.formatted(transactions.relation("lease")))) {
            statement.setString(1, LeaseLeadership.PREFIX);
            statement.setString(2, lease.name());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    throw new SQLException("Schema '" + transactions.schema() + "' is in use for '" + row.getString(1)
                            + "': give '" + lease.name() + "' a schema of its own");
                }
            }
        }
    }

    /**
     * A run is begun under the lease, which is ours and locked: those that run are ours, or were left by an owner that had
     * an earlier epoch, and cannot write any more.
     */
    private void closeLeft(Connection connection, long epoch) throws SQLException {
        Collection<Long> own = open.entrySet().stream()
                .filter(run -> run.getValue() == epoch)
                .map(Map.Entry::getKey)
                .toList();
        int closed = headers.closeOthers(
                connection, own, "left RUNNING by a process that ended or lost its lease; closed in epoch " + epoch);
        if (closed > 0) {
            LOG.warn("{} runs in schema {} were left RUNNING, and are closed as FAILED", closed, transactions.schema());
        }
    }

    @Override
    public void succeed(long runId, List<TableCount> counts, @Nullable String message) throws SQLException {
        try {
            transactions.write(connection -> {
                end(connection, runId, RunStatus.SUCCEEDED, counts, message);
                if (options.runSnapshots()) {
                    snapshots.addRun(connection, runId);
                }
                snapshots.addDay(connection, runId);
                return runId;
            });
        } catch (LeaseLostException e) {
            open.remove(runId); // whoever leads next closes it, this process, too
            throw e;
        }
        open.remove(runId);
    }

    @Override
    public void fail(long runId, List<TableCount> counts, String message) throws SQLException {
        try {
            transactions.write(connection -> {
                end(connection, runId, RunStatus.FAILED, counts, message);
                return runId;
            });
        } finally {
            open.remove(runId); // where this failed, too: the next run closes it
        }
    }

    private void end(
            Connection connection, long runId, RunStatus status, List<TableCount> counts, @Nullable String message)
            throws SQLException {
        Long begunIn = open.get(runId);
        if (begunIn == null) {
            throw new IllegalArgumentException("run " + runId + " has not begun here, or has ended: end each run once");
        }
        long epoch = lease.verify(connection);
        if (epoch != begunIn) {
            throw new LeaseLostException("Lease '" + lease.name() + "' was lost since run " + runId + " began in epoch "
                    + begunIn + "; it is ours again in epoch " + epoch);
        }
        if (!headers.end(connection, runId, status, message)) {
            String now = headers.find(connection, runId)
                    .map(run -> run.status().name())
                    .orElse("gone");
            throw new SQLException("run " + runId + " is " + now + ", so it cannot become " + status + " any more");
        }
        measurements.insert(connection, runId, counts);
    }

    @Override
    public @Nullable TableCountRun latest() throws SQLException {
        return transactions
                .read(connection -> {
                    Optional<TableCountRun> run = headers.latest(connection);
                    return run.isPresent() ? Optional.of(measurements.addTo(connection, run.get())) : run;
                })
                .orElse(null);
    }
}
