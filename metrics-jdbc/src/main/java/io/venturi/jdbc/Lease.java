package io.venturi.jdbc;

import io.venturi.instrument.Once;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one among many processes to do something, for a time that it renews: a row in the metrics schema, by the
 * database's clock. No session holds it, so that it works behind PgBouncer in transaction mode, too (there, switch off
 * the driver's named statements: {@code prepareThreshold=0}).
 *
 * <pre>{@code
 * Lease lease = Lease.builder(dataSource, "metrics", "nightly_export").build().keep();
 * if (lease.held()) {
 *     // in the transaction that writes, before it commits:
 *     lease.verify(connection);
 * }
 * lease.close();
 * }</pre>
 *
 * {@link #held} is a local answer and may be overtaken by a pause of this process; {@link #verify} is not: a transaction
 * that it passed commits before anyone else gets the lease. Each change of owner raises the epoch. Thread-safe.
 */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final long CLOSE_SECONDS = 5;

    private final LeaseRow row;
    private final Duration duration;
    private final LongSupplier nanoTime;
    private final LeaseRenewal renewal;
    /** One change of the row at a time: an answer that is overtaken must not be the last one kept. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile @Nullable Term term;
    private volatile boolean closed;

    /** What the row said when it was last ours, and until when that may be relied upon. */
    private record Term(long epoch, long endsAt) {}

    private Lease(Builder builder) {
        this.row = new LeaseRow(builder.transactions, builder.name, builder.owner.get() + '/' + UUID.randomUUID());
        this.duration = builder.duration.get();
        this.nanoTime = builder.nanoTime.get();
        this.renewal = new LeaseRenewal(
                this, duration.dividedBy(3), builder.scheduler.given().orElse(null));
    }

    /**
     * Begins to describe a lease.
     *
     * @param schema the metrics schema, which {@link MetricsSchema#install} has made
     * @param name what the lease is for: who gives the same name in the same schema of the same database is a rival
     */
    public static Builder builder(DataSource source, String schema, String name) {
        return new Builder(source, schema, name);
    }

    /** What it is for. */
    public String name() {
        return row.name();
    }

    /** Who this process is to its rivals: the owner that was configured, and a random part. */
    public String owner() {
        return row.owner();
    }

    /** Renews the lease, or tries to get it, from now on at every third of its time, on a thread of its own. */
    public Lease keep() {
        renewal.start();
        return this;
    }

    /**
     * Gets or renews the lease now, if nobody else has it.
     *
     * @return whether this process has it
     * @throws SQLException if the database cannot be asked; the lease then ends when its time is over
     */
    public boolean acquire() throws SQLException {
        changing.lock();
        try {
            if (closed) {
                return false;
            }
            // From before asking: the database counts from a later moment.
            long endsAt = nanoTime.getAsLong() + duration.toNanos();
            OptionalLong epoch = row.take(duration);
            changeTo(epoch.isPresent() ? new Term(epoch.getAsLong(), endsAt) : null);
            return epoch.isPresent();
        } finally {
            changing.unlock();
        }
    }

    private void changeTo(@Nullable Term next) {
        Term before = term;
        term = next;
        if (next == null && before != null) {
            LOG.warn("Lease {} of epoch {} is lost to another process", name(), before.epoch());
        } else if (next != null && (before == null || before.epoch() != next.epoch())) {
            LOG.info("Lease {} is ours, as {}, in epoch {}", name(), owner(), next.epoch());
        }
    }

    /** Whether this process has the lease as far as it knows, by its own clock; asks nobody. */
    public boolean held() {
        Term current = term;
        return current != null && !closed && nanoTime.getAsLong() - current.endsAt() < 0;
    }

    /**
     * Makes sure that this process has the lease until the connection's transaction ends: others wait for that.
     *
     * @return the epoch
     * @throws LeaseLostException if another process has it, or its time is over
     */
    public long verify(Connection connection) throws SQLException {
        Term current = term;
        if (current == null || closed) {
            throw new LeaseLostException("Lease '" + name() + "' is not held by this process: acquire it first");
        }
        row.verify(connection, current.epoch());
        return current.epoch();
    }

    /** Ends the renewal and gives the lease up, so that nobody needs to wait until it expires. Never throws. */
    @Override
    public void close() {
        closed = true;
        renewal.close();
        try {
            if (changing.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    release();
                } finally {
                    changing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        Term last = term;
        term = null;
        if (last == null) {
            return;
        }
        try {
            row.release(last.epoch());
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Lease {} could not be given up; it is free after {}", name(), duration, e);
        }
    }

    /** Describes a lease. Each option may be given once. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,400}");

        private final SchemaTransactions transactions;
        private final String name;
        private final Once<Duration> duration = new Once<>("duration", Duration.ofSeconds(30));
        private final Once<String> owner =
                new Once<>("owner", "pid-" + ProcessHandle.current().pid());
        private final Once<LongSupplier> nanoTime = new Once<>("nanoTime", System::nanoTime);
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");

        private Builder(DataSource source, String schema, String name) {
            this.transactions = new SchemaTransactions(source, schema);
            this.name = text("name", name);
        }

        /** For how long the lease is held without renewal: 30 s unless set, at least 1 s. */
        public Builder duration(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("duration is " + value + "; give PT1S to P1D, such as PT30S");
            }
            duration.set(value);
            return this;
        }

        /** What this process is called in the row, such as its pod's name; its process id unless set. */
        public Builder owner(String value) {
            owner.set(text("owner", value));
            return this;
        }

        /** Where renewals run, instead of on a thread of the lease's own; it stays the host's to end. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        /** The local clock: nanoseconds that only ever go forward, as of {@link System#nanoTime}. */
        public Builder nanoTime(LongSupplier value) {
            nanoTime.set(value);
            return this;
        }

        /** The lease, not held yet: see {@link Lease#keep} and {@link Lease#acquire}. */
        public Lease build() {
            return new Lease(this);
        }

        private static String text(String option, String value) {
            if (value.isBlank() || !NAME.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        option + " '" + value + "' cannot be a name: give 1 to 400 characters on one line");
            }
            return value;
        }
    }
}
