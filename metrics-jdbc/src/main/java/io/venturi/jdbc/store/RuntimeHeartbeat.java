package io.venturi.jdbc.store;

import io.venturi.instrument.Once;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a component registered: registers it, says from time to time that it is there, registers it again where its row is
 * gone, and marks it offline when closed. All on a thread of its own: an outage of the database is logged once a minute and
 * harms nobody. Thread-safe.
 */
public final class RuntimeHeartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeHeartbeat.class);
    private static final long CLOSE_SECONDS = 5;

    private final RuntimeRegistry registry;
    private final RuntimeDescription description;
    private final MinuteLog log;
    private final @Nullable ScheduledExecutorService own;
    private final Future<?> task;
    /** One statement at a time: a heartbeat under way must not follow the last word. */
    private final ReentrantLock beating = new ReentrantLock();

    private volatile RuntimeStatus status = RuntimeStatus.READY;
    private volatile @Nullable UUID id;
    private boolean closed;

    private RuntimeHeartbeat(Builder builder) {
        this.registry = builder.registry;
        this.description = builder.description;
        this.log = new MinuteLog(LOG, builder.nanoTime.get());
        Optional<ScheduledExecutorService> given = builder.scheduler.given();
        this.own = given.isPresent() ? null : Executors.newSingleThreadScheduledExecutor(this::thread);
        long interval = builder.interval.get().toMillis();
        ScheduledExecutorService scheduler = own == null ? given.orElseThrow() : own;
        this.task = scheduler.scheduleWithFixedDelay(this::beat, 0, interval, TimeUnit.MILLISECONDS);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "venturi-heartbeat-" + description.name());
        thread.setDaemon(true);
        return thread;
    }

    /** What the next heartbeats say; ready to begin with. */
    public void status(RuntimeStatus value) {
        status = value;
    }

    /** The component's id, once it is registered. */
    public Optional<UUID> id() {
        return Optional.ofNullable(id);
    }

    private void beat() {
        beating.lock();
        try {
            if (!closed) {
                say(status);
            }
        } catch (SQLException | RuntimeException e) {
            log.warn("Component " + description.key() + " cannot say that it is there; tried again", e);
        } finally {
            beating.unlock();
        }
    }

    private void say(RuntimeStatus now) throws SQLException {
        UUID known = id;
        if (known == null || !registry.heartbeat(known, now)) {
            id = registry.register(description, now);
        }
    }

    /** Ends the heartbeats and marks the component offline. Waits 5 seconds for a heartbeat under way. Never throws. */
    @Override
    public void close() {
        task.cancel(false);
        if (own != null) {
            own.shutdown();
        }
        try {
            if (beating.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    sayGoodbye();
                } finally {
                    beating.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayGoodbye() {
        UUID known = id;
        boolean first = !closed;
        closed = true;
        if (!first || known == null) {
            return;
        }
        try {
            registry.heartbeat(known, RuntimeStatus.OFFLINE);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Component {} cannot be marked offline; a sweep will do it", description.key(), e);
        }
    }

    /** Describes heartbeats. Each option may be given once. Not thread-safe. */
    public static final class Builder {

        private final RuntimeRegistry registry;
        private final RuntimeDescription description;
        private final Once<Duration> interval = new Once<>("interval", Duration.ofSeconds(30));
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");
        private final Once<LongSupplier> nanoTime = new Once<>("nanoTime", System::nanoTime);

        Builder(RuntimeRegistry registry, RuntimeDescription description) {
            this.registry = registry;
            this.description = description;
        }

        /** The time from one heartbeat to the next: 30 s unless set; 100 ms to a day. */
        public Builder interval(Duration value) {
            if (value.compareTo(Duration.ofMillis(100)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("interval is " + value + ": give PT0.1S to P1D, such as PT30S");
            }
            interval.set(value);
            return this;
        }

        /** Where heartbeats run, instead of on a daemon thread of their own; it stays the host's to end. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        /** The clock of the log: nanoseconds that only ever go forward, as of {@link System#nanoTime}. */
        public Builder nanoTime(LongSupplier value) {
            nanoTime.set(value);
            return this;
        }

        /** Begins: the first heartbeat registers the component, as soon as the scheduler comes to it. */
        public RuntimeHeartbeat keep() {
            return new RuntimeHeartbeat(this);
        }
    }
}
