package io.venturi;

import io.venturi.catalog.IcebergCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import io.venturi.instrument.ThrowingSupplier;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one Iceberg table. Two sides move them, and each figure has one owner: the commit ({@link #commit(Action)}
 * or {@link #committed} / {@link #commitFailed}) moves commits, failures, duration and the time of the last commit; what a
 * snapshot contains comes from {@link #snapshot}, {@link #attempts} and their kin. Thread-safe; recording never throws.
 */
public final class IcebergTableMeters implements AutoCloseable {

    private static final long NEVER = Long.MIN_VALUE;

    private final IcebergMeters source;
    private final String table;
    private final MeterScope scope;
    private final BoundCounter commits;
    private final BoundCounter[] failures = new BoundCounter[CommitFailure.values().length];
    private final BoundTimer duration;
    private final BoundCounter attempts;
    private final BoundCounter filesWritten;
    private final BoundCounter bytesWritten;
    private final BoundCounter recordsWritten;
    private final BoundCounter deleteFilesWritten;
    private final BoundCounter filesRemoved;
    private final HostGauge tableFiles;
    private final HostGauge tableRecords;
    private final HostGauge tableBytes;
    private final AtomicLong lastCommit = new AtomicLong(NEVER);

    IcebergTableMeters(IcebergMeters source, String sourceName, String table, MeterScope scope) {
        this.source = source;
        this.table = table;
        this.scope = scope;
        commits = scope.counter(IcebergCatalog.COMMITS, sourceName, table);
        for (CommitFailure reason : CommitFailure.values()) {
            failures[reason.ordinal()] =
                    scope.counter(IcebergCatalog.COMMIT_FAILURES, sourceName, table, reason.label());
        }
        duration = scope.timer(IcebergCatalog.COMMIT_DURATION, sourceName, table);
        attempts = scope.counter(IcebergCatalog.COMMIT_ATTEMPTS, sourceName, table);
        filesWritten = scope.counter(IcebergCatalog.FILES_WRITTEN, sourceName, table);
        bytesWritten = scope.counter(IcebergCatalog.BYTES_WRITTEN, sourceName, table);
        recordsWritten = scope.counter(IcebergCatalog.RECORDS_WRITTEN, sourceName, table);
        deleteFilesWritten = scope.counter(IcebergCatalog.DELETE_FILES_WRITTEN, sourceName, table);
        filesRemoved = scope.counter(IcebergCatalog.FILES_REMOVED, sourceName, table);
        tableFiles = new HostGauge(scope, IcebergCatalog.TABLE_FILES, sourceName, table);
        tableRecords = new HostGauge(scope, IcebergCatalog.TABLE_RECORDS, sourceName, table);
        tableBytes = new HostGauge(scope, IcebergCatalog.TABLE_BYTES, sourceName, table);
        scope.gauge(IcebergCatalog.LAST_COMMIT_TIMESTAMP, this::lastCommitSeconds, sourceName, table);
    }

    /**
     * Something that commits and may fail.
     *
     * @param <X> how it may fail
     */
    @FunctionalInterface
    public interface Action<X extends Exception> {

        /** Commits. */
        void run() throws X;
    }

    /** Runs a commit, times it, counts how it ended, and rethrows what it throws: {@code commit(() -> append.commit())}. */
    public <X extends Exception> void commit(Action<X> commit) throws X {
        commitAndGet(() -> {
            commit.run();
            return true;
        });
    }

    /** The same for a commit that yields a value. */
    public <T extends @Nullable Object, X extends Exception> T commitAndGet(ThrowingSupplier<T, X> commit) throws X {
        long start = scope.clock().monotonicTime();
        T result;
        try {
            result = commit.get();
        } catch (Throwable failure) {
            commitFailed(CommitFailure.of(failure), scope.clock().monotonicTime() - start);
            throw failure;
        }
        committed(scope.clock().monotonicTime() - start);
        return result;
    }

    /** A commit landed after {@code durationNanos}; for hosts that time it themselves. */
    public void committed(long durationNanos) {
        duration.recordNanos(durationNanos);
        lastCommit.accumulateAndGet(scope.clock().wallTime(), Math::max);
        commits.increment();
    }

    /** A commit failed after {@code durationNanos}; for hosts that time it themselves. */
    public void commitFailed(CommitFailure reason, long durationNanos) {
        CommitFailure known = reason == null ? CommitFailure.ERROR : reason;
        duration.recordNanos(durationNanos);
        failures[known.ordinal()].increment();
    }

    /** Attempts that commits took, the first included. */
    public void attempts(long count) {
        attempts.increment(count);
    }

    /**
     * What a snapshot added and what the table holds now: {@code snapshot(table.currentSnapshot().summary())}. Takes the
     * keys of Iceberg's {@code SnapshotSummary}; a missing key moves nothing. Call it once a snapshot.
     */
    public void snapshot(Map<String, String> summary) {
        if (summary == null) {
            scope.invalid(IcebergCatalog.FILES_WRITTEN, Problem.MISSING_VALUE);
            return;
        }
        SnapshotTotals totals =
                new SnapshotTotals(summary, () -> scope.invalid(IcebergCatalog.FILES_WRITTEN, Problem.NOT_A_NUMBER));
        totals.get("added-data-files").ifPresent(filesWritten::increment);
        totals.get("added-files-size").ifPresent(bytesWritten::increment);
        totals.get("added-records").ifPresent(recordsWritten::increment);
        totals.get("added-delete-files").ifPresent(deleteFilesWritten::increment);
        totals.get("deleted-data-files").ifPresent(filesRemoved::increment);
        totals.get("removed-delete-files").ifPresent(filesRemoved::increment);
        totals.get("total-data-files").ifPresent(tableFiles::show);
        totals.get("total-records").ifPresent(tableRecords::show);
        totals.get("total-files-size").ifPresent(tableBytes::show);
    }

    /** Data files, their bytes and their records were added; for hosts that have no snapshot at hand. */
    public void written(long files, long bytes, long records) {
        filesWritten.increment(files);
        bytesWritten.increment(bytes);
        recordsWritten.increment(records);
    }

    /** Delete files were added. */
    public void deleteFilesWritten(long files) {
        deleteFilesWritten.increment(files);
    }

    /** Data or delete files were removed. */
    public void filesRemoved(long files) {
        filesRemoved.increment(files);
    }

    /** What the table holds now. */
    public void totals(long files, long records, long bytes) {
        show(tableFiles, IcebergCatalog.TABLE_FILES, files);
        show(tableRecords, IcebergCatalog.TABLE_RECORDS, records);
        show(tableBytes, IcebergCatalog.TABLE_BYTES, bytes);
    }

    /** The label's value: the table's name, or {@code _other} for those beyond the limit. */
    public String name() {
        return table;
    }

    /** Removes this table's series. */
    @Override
    public void close() {
        scope.close();
        source.forget(this);
    }

    private void show(HostGauge gauge, MeterSpec spec, long value) {
        if (value < 0) {
            scope.invalid(spec, Problem.NEGATIVE);
        } else {
            gauge.show((double) value);
        }
    }

    private double lastCommitSeconds() {
        long last = lastCommit.get();
        return last == NEVER ? Double.NaN : last / 1e3;
    }
}
