package io.venturi.jdbc.tables;

import io.venturi.jdbc.Lease;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** One of many processes that would count, as far as its lease and its journal go; the schema is {@code metrics}. */
final class Replica implements AutoCloseable {
    static final String SCHEMA = "metrics";

    final Lease lease;
    final PostgresRunJournal journal;

    Replica(DataSource source, String owner) {
        this(source, owner, JournalOptions.DEFAULT, ServerClock.POSTGRES);
    }

    Replica(DataSource source, String owner, JournalOptions options, ServerClock clock) {
        lease = Lease.builder(source, SCHEMA, LeaseLeadership.leaseName("shop", "nightly"))
                .owner(owner)
                .build();
        journal = new PostgresRunJournal(source, SCHEMA, lease, options, clock);
    }

    /** Writes a whole run. */
    long run(TableCount... counts) throws SQLException {
        long run = begin();
        journal.succeed(run, List.of(counts), null);
        return run;
    }

    /** Takes the lease and begins a run. */
    long begin() throws SQLException {
        lease.acquire();
        return journal.begin(RunRequest.ALL);
    }

    /** As if the time of whoever has the lease were over, by the database's clock. */
    static void expire(TestDatabase database) throws SQLException {
        database.execute("UPDATE metrics.lease SET expires_at = clock_timestamp() - interval '1 ms'");
    }

    /** Nobody has the lease, and there is no history. */
    static void clear(TestDatabase database) throws SQLException {
        database.execute("TRUNCATE metrics.lease, metrics.table_metrics_runs, metrics.table_metrics_measurements,"
                + " metrics.table_metrics_run_snapshot, metrics.table_metrics_daily_snapshot");
    }

    @Override
    public void close() {
        lease.close();
    }
}
