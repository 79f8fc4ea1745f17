package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores batches in the metrics schema, each in one transaction and once. Takes one connection at a time from its source,
 * and gives it back as it was. Thread-safe: one batch after the other.
 */
final class BatchStorage implements BatchTarget {

    private static final int SERIES_REMEMBERED = 100_000;
    private static final int BUFFER_BYTES = 1 << 16;
    /** Of partitions and ids that someone else drops again and again. */
    private static final int ATTEMPTS = 5;

    private final SchemaTransactions transactions;
    private final SeriesIds series;
    private final BatchRelation batches;
    private final Partitions partitions;
    private final RefusalLog log;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ReentrantLock storing = new ReentrantLock();
    /** As of the last transaction. */
    private StorageWindow window = new StorageWindow(0, 0);

    /** What becomes of the last batch if it was committed, though nobody said so. */
    private @Nullable Outcome unconfirmed;

    private record Outcome(RuntimeKey runtime, UUID incarnation, long seq, Stored stored) {
        boolean isOf(SampleBatch batch) {
            return seq == batch.seq() && incarnation.equals(batch.incarnation()) && runtime.equals(batch.runtime());
        }
    }

    BatchStorage(DataSource source, String schema) {
        this(new SchemaTransactions(source, schema), SERIES_REMEMBERED, System::nanoTime);
    }

    /** Storage that remembers at most so many series, and limits its log by a clock of nanoseconds. */
    BatchStorage(SchemaTransactions transactions, int seriesRemembered, LongSupplier nanoTime) {
        this.transactions = transactions;
        this.log = new RefusalLog(nanoTime);
        this.series = new SeriesIds(transactions, seriesRemembered, log);
        this.batches = new BatchRelation(transactions);
        this.partitions = new Partitions(transactions);
    }

    @Override
    public Stored store(SampleBatch batch) throws SQLException {
        storing.lock();
        try {
            return storeNow(batch);
        } catch (Throwable e) {
            series.clear(); // the next server, schema or transaction may have others
            throw e;
        } finally {
            storing.unlock();
        }
    }

    private Stored storeNow(SampleBatch batch) throws SQLException {
        boolean halving = false;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(batch, halving);
            } catch (UnstorableRuntimeException e) {
                log.dropped(batch.runtime(), batch.size(), String.valueOf(e.getMessage()));
                return new Stored(0, batch.size(), 0);
            } catch (StaleIdsException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                series.clear();
            } catch (SQLException e) {
                if (halving || attempt == ATTEMPTS || !SqlFailure.isAboutData(e)) {
                    throw e;
                }
                // Also for what else is refused: while rows are looked for, none may be refused for want of a
                // partition.
                boolean made = partitions.make(days(batch));
                halving = !(made && SqlFailure.mayBeMissingPartition(e));
            }
        }
    }

    private Stored attempt(SampleBatch batch, boolean halving) throws SQLException, UnstorableRuntimeException {
        BatchIds ids = series.of(batch);
        Refusals refusals = new Refusals();
        Stored stored = transactions.writeAtOnce(connection -> store(connection, batch, ids, refusals, halving));
        unconfirmed = null;
        log.dropped(refusals);
        return stored;
    }

    private Stored store(Connection connection, SampleBatch batch, BatchIds ids, Refusals refusals, boolean halving)
            throws SQLException {
        BatchRelation.Claim claim = batches.claim(connection, ids.runtime(), batch);
        if (claim == null) {
            return earlier(batch);
        }
        verify(ids, claim);
        series.now(claim.second());
        window = claim.window();
        BatchRows.Sorted rows = BatchRows.of(transactions, batch, ids, claim.window(), refusals);
        RowWriter writer = CopyWriter.on(connection, buffer);
        write(connection, writer, rows.samples(), refusals, halving);
        write(connection, writer, rows.distributions(), refusals, halving);
        int refused = refusals.count();
        Stored stored = new Stored(batch.size() - refused - rows.expired(), refused, rows.expired());
        unconfirmed = new Outcome(batch.runtime(), batch.incarnation(), batch.seq(), stored);
        return stored;
    }

    /** Makes sure that the ids are not those of another installation, nor from before series may have been swept. */
    private void verify(BatchIds ids, BatchRelation.Claim claim) throws SQLException {
        if (claim.installation() != ids.installation()) {
            throw new StaleIdsException(
                    "Schema '" + transactions.schema() + "' was made anew: store the batch again", null);
        }
        if (claim.second() - ids.second() >= KnownSeries.CHECK_SECONDS) {
            throw new StaleIdsException("The ids of series were not used for too long: store the batch again", null);
        }
    }

    /** What an earlier transaction did, which committed though nobody said so; or an earlier process's, of which no more is known. */
    private Stored earlier(SampleBatch batch) {
        Outcome outcome = unconfirmed;
        return outcome != null && outcome.isOf(batch) ? outcome.stored() : new Stored(batch.size(), 0, 0);
    }

    private static void write(Connection connection, RowWriter writer, Rows rows, Refusals refusals, boolean halving)
            throws SQLException {
        if (rows.size() == 0) {
            return;
        }
        if (!halving) {
            writer.write(rows, 0, rows.size());
            return;
        }
        Halving.store(
                connection,
                rows.size(),
                (from, to) -> writer.write(rows, from, to),
                (row, cause) -> refusals.add(rows.series(row), SqlFailure.describe(cause)));
    }

    /** The days that partitions are needed for. */
    private SortedSet<LocalDate> days(SampleBatch batch) {
        SortedSet<LocalDate> days = new TreeSet<>();
        batch.samples().forEach(sample -> addDay(days, sample.time()));
        batch.distributions().forEach(distribution -> addDay(days, distribution.time()));
        return days;
    }

    private void addDay(SortedSet<LocalDate> days, Instant time) {
        if (window.holds(time)) {
            days.add(time.atOffset(ZoneOffset.UTC).toLocalDate());
        }
    }
}
