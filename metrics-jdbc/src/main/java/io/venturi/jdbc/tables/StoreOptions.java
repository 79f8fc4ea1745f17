package io.venturi.jdbc.tables;

import io.venturi.instrument.Once;
import io.venturi.jdbc.Lease;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What can be chosen of where runs are written down, and of who counts. Not thread-safe. */
final class StoreOptions {

    private final Once<String> schema = new Once<>("store");
    private @Nullable DataSource source;
    private final Once<String> collector = new Once<>("collector", "default");
    private final Once<Duration> leaseDuration = new Once<>("leaseDuration", Duration.ofSeconds(30));
    private final Once<SnapshotFormat> snapshotFormat = new Once<>("snapshotFormat", JournalOptions.DEFAULT.format());
    private final Once<Boolean> runSnapshots = new Once<>("runSnapshots", JournalOptions.DEFAULT.runSnapshots());
    private final Once<Duration> retention = new Once<>("retention", JournalOptions.DEFAULT.retention());
    private RunJournal journal = UnwrittenRuns.INSTANCE;
    private Leadership leadership = Leadership.ALONE;

    void in(DataSource where, String name) {
        schema.set(OptionChecks.label("store", name));
        source = where;
    }

    void collector(String name) {
        collector.set(name);
    }

    void leaseDuration(Duration value) {
        leaseDuration.set(OptionChecks.positive("leaseDuration", value));
    }

    void snapshotFormat(SnapshotFormat value) {
        snapshotFormat.set(value);
    }

    void runSnapshots(boolean value) {
        runSnapshots.set(value);
    }

    void retention(Duration value) {
        retention.set(value);
    }

    void journal(RunJournal value) {
        journal = value;
    }

    void leadership(Leadership value) {
        leadership = value;
    }

    /** The store that was described; one that keeps nothing where none was. */
    RunStore open(Optional<String> database, ZoneId zone) {
        DataSource where = source;
        if (where == null) {
            return new RunStore(journal, leadership);
        }
        String name = LeaseLeadership.leaseName(
                database.orElseThrow(() -> new IllegalArgumentException(
                        "store is " + schema.get() + ", and database is not set: name the database, too")),
                collector.get());
        Lease lease = Lease.builder(where, schema.get(), name)
                .duration(leaseDuration.get())
                .build();
        JournalOptions options = new JournalOptions(zone, snapshotFormat.get(), runSnapshots.get(), retention.get());
        return new RunStore(
                new PostgresRunJournal(where, schema.get(), lease, options),
                new DeferredLeadership(() -> new LeaseLeadership(lease)));
    }

    /**
     * Where runs are written down, and by whom.
     *
     * @param journal where
     * @param leadership which of the replicas counts
     */
    record RunStore(RunJournal journal, Leadership leadership) {}
}
