package io.venturi.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for a lease at an interval. Thread-safe. */
final class LeaseRenewal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final Lease lease;
    private final Duration interval;
    private final @Nullable ScheduledExecutorService given;
    private @Nullable ScheduledExecutorService own;
    private @Nullable Future<?> task;
    private boolean closed;
    /** Of the renewing thread: an outage is a warning once, not at each renewal. */
    private boolean failing;

    LeaseRenewal(Lease lease, Duration interval, @Nullable ScheduledExecutorService given) {
        this.lease = lease;
        this.interval = interval;
        this.given = given;
    }

    synchronized void start() {
        if (task != null || closed) {
            return;
        }
        ScheduledExecutorService scheduler = given;
        if (scheduler == null) {
            own = scheduler = Executors.newSingleThreadScheduledExecutor(this::thread);
        }
        task = scheduler.scheduleWithFixedDelay(this::renew, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "venturi-lease-" + lease.name());
        thread.setDaemon(true);
        return thread;
    }

    private void renew() {
        try {
            lease.acquire();
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (failing) {
                LOG.debug("Lease {} can still not be renewed", lease.name(), e);
            } else {
                LOG.warn("Lease {} cannot be renewed, which is tried again every {}", lease.name(), interval, e);
            }
            failing = true;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (task != null) {
            task.cancel(false);
        }
        if (own != null) {
            own.shutdown();
        }
    }
}
