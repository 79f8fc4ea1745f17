package io.venturi.examples.cdc;

import io.venturi.PipelineMetrics;
import io.venturi.jdbc.DatabaseMeters;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.ReplicationSlotMeters;
import io.venturi.jdbc.tables.TableCountCollector;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What the metrics say about the shop's database itself: rows of its tables, with a history of the counts in the database; its
 * connections, size and transactions; and how far its replication slots are behind.
 */
final class DatabaseWatch implements AutoCloseable {
    /** Where the history of the counts is. */
    static final String SCHEMA = "metrics";

    // For a demo that runs for a minute; a service counts every few minutes.
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final TableCountCollector counts;
    private final DatabaseMeters meters;
    private final ReplicationSlotMeters slots;

    private DatabaseWatch(DataSource database, String source, PipelineMetrics metrics) {
        counts = TableCountCollector.builder(database, metrics)
                .include("public.*")
                .sizes(true)
                .vacuumAge(true)
                .filter("placed", "public.orders", "status = 'placed'")
                .interval(INTERVAL)
                .jitter(Duration.ZERO)
                .database(EmbeddedDatabase.NAME)
                .store(SCHEMA)
                .build();
        meters = DatabaseMeters.builder(database, metrics)
                .database(EmbeddedDatabase.NAME)
                .interval(INTERVAL)
                .build();
        slots = ReplicationSlotMeters.builder(database, metrics)
                .source(source)
                .interval(INTERVAL)
                .build();
    }

    /** Watches the database from now on, until closed. */
    static DatabaseWatch start(DataSource database, String source, PipelineMetrics metrics) throws SQLException {
        MetricsSchema.install(database, SCHEMA);
        DatabaseWatch watch = new DatabaseWatch(database, source, metrics);
        watch.counts.start();
        watch.meters.start();
        watch.slots.start();
        return watch;
    }

    @Override
    public void close() {
        slots.close();
        meters.close();
        counts.close();
    }
}
