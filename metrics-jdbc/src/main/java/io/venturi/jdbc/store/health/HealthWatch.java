package io.venturi.jdbc.store.health;

import io.micrometer.core.instrument.Clock;
import io.venturi.instrument.Once;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the health of the pipeline time and again, and tells listeners what has changed.
 *
 * <pre>{@code
 * HealthWatch watch = HealthWatch.builder(dataSource, "metrics")
 *         .listener(change -> pager.tell(change.part(), change.before(), change.now()))
 *         .build()
 *         .start();
 * }</pre>
 *
 * <p>Each change of the overall status and of each part's is told once to each listener, in the order of {@link HealthPart}. Before the
 * first answer, all is unknown. While the database does not answer, the last answer counts until it is {@code staleAfter} old; then all
 * is unknown until the next. Thread-safe.
 */
public final class HealthWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final HealthReader reader;
    private final List<HealthListener> listeners;
    private final Clock clock;
    private final Duration interval;
    private final long staleNanos;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final ReentrantLock checking = new ReentrantLock();
    /** What listeners know; guarded by {@link #checking}, as the next is. */
    private final Map<HealthPart, HealthStatus> told = new EnumMap<>(HealthPart.class);

    private boolean failing;
    private volatile @Nullable Answer last;
    private @Nullable ScheduledFuture<?> task;
    private volatile boolean closed;

    /** The last answer, and when it was asked for. */
    private record Answer(SystemHealth health, long nanos) {}

    private HealthWatch(Builder builder) {
        reader = new HealthReader(builder.source, builder.schema, builder.timeout.get());
        listeners = List.copyOf(builder.listeners);
        clock = builder.clock.get();
        interval = builder.interval.get();
        staleNanos = builder.staleAfter().toNanos();
        ownsScheduler = builder.scheduler.given().isEmpty();
        scheduler = builder.scheduler.given().orElseGet(HealthWatch::ownScheduler);
    }

    private static ScheduledExecutorService ownScheduler() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "venturi-health-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to describe it.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public static Builder builder(DataSource source, String schema) {
        return new Builder(source, schema);
    }

    /** Looks now, on a thread of its own, and then after each interval. A second call changes nothing. */
    public synchronized HealthWatch start() {
        if (task == null && !closed) {
            try {
                task = scheduler.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.warn("Health is not watched: the scheduler was ended before", e);
            }
        }
        return this;
    }

    /** A look of the schedule, which goes on whatever happens. */
    private void look() {
        try {
            check();
        } catch (Throwable e) { // an Error; a schedule ends in silence with what it throws
            LOG.error("A look at the health failed; the next comes in its time", e);
        }
    }

    /** Looks now, on the calling thread, and tells what has changed. Returns normally whatever the database and listeners do. */
    public void check() {
        checking.lock();
        try {
            if (!closed) {
                ask();
                tell(current());
            }
        } finally {
            checking.unlock();
        }
    }

    private void ask() {
        long asked = clock.monotonicTime();
        try {
            last = new Answer(reader.read(), asked);
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (failing) {
                LOG.debug("The health cannot be read", e);
            } else {
                LOG.warn("The health cannot be read (logged once until it can)", e);
            }
            failing = true;
        }
    }

    private void tell(SystemHealth health) {
        for (HealthPart part : HealthPart.values()) {
            HealthStatus now = health.status(part);
            @Nullable HealthStatus known = told.put(part, now);
            HealthStatus before = known == null ? HealthStatus.UNKNOWN : known;
            if (now != before) {
                HealthChange change = new HealthChange(part, before, now, health);
                listeners.forEach(listener -> tell(listener, change));
            }
        }
    }

    private static void tell(HealthListener listener, HealthChange change) {
        try {
            listener.changed(change);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed at {} {}, before {}", change.part(), change.now(), change.before(), e);
        }
    }

    /** What is known now: the last answer, or, where there is none or it is too old, that nothing is. Asks nobody. */
    public SystemHealth current() {
        Answer answer = last;
        return answer == null || clock.monotonicTime() - answer.nanos() > staleNanos
                ? SystemHealth.unknown(Instant.ofEpochMilli(clock.wallTime()))
                : answer.health();
    }

    /** Ends it, waiting 5 seconds at most for a look under way; listeners hear nothing of a later one. Idempotent. */
    @Override
    public void close() {
        stop();
        try {
            if (checking.tryLock(CLOSE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                checking.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stop() {
        closed = true;
        if (task != null) {
            task.cancel(false);
        }
        if (ownsScheduler) {
            scheduler.shutdown();
        }
    }

    /** Options of {@link HealthWatch}. Each may be set once, listeners as often as there are some. Not thread-safe. */
    public static final class Builder {

        private static final int STALE_INTERVALS = 3;

        private final DataSource source;
        private final String schema;
        private final List<HealthListener> listeners = new ArrayList<>();
        private final Once<Duration> interval = new Once<>("interval", Duration.ofSeconds(30));
        private final Once<Duration> timeout = new Once<>("timeout", Duration.ofSeconds(10));
        private final Once<Duration> staleAfter = new Once<>("staleAfter");
        private final Once<Clock> clock = new Once<>("clock", Clock.SYSTEM);
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");

        private Builder(DataSource source, String schema) {
            this.source = source;
            this.schema = schema;
        }

        /** Who is told of changes; those that were given first are told first. */
        public Builder listener(HealthListener value) {
            listeners.add(value);
            return this;
        }

        /** Time from the end of a look to the next; 30 s unless set, 1 second to 1 hour. */
        public Builder interval(Duration value) {
            interval.set(within("interval", value, Duration.ofHours(1)));
            return this;
        }

        /** How long the database may take to answer; 10 s unless set, 1 second to 1 minute. */
        public Builder timeout(Duration value) {
            timeout.set(within("timeout", value, Duration.ofMinutes(1)));
            return this;
        }

        /** How old the last answer may become before nothing is known; three intervals unless set, one interval to 1 day. */
        public Builder staleAfter(Duration value) {
            staleAfter.set(within("staleAfter", value, Duration.ofDays(1)));
            return this;
        }

        private static Duration within(String option, Duration value, Duration most) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        option + " is " + value + "; give PT1S to " + most + ", such as PT30S");
            }
            return value;
        }

        /** Where the age of the last answer comes from; the system's clock unless set. */
        public Builder clock(Clock value) {
            clock.set(value);
            return this;
        }

        /** Where looks are taken; it stays the host's to end. Default: a daemon thread that {@link HealthWatch#close()} ends. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        private Duration staleAfter() {
            Duration age = staleAfter.given().orElseGet(() -> interval.get().multipliedBy(STALE_INTERVALS));
            if (age.compareTo(interval.get()) < 0) {
                throw new IllegalStateException("staleAfter is " + age + ", shorter than the interval, "
                        + interval.get() + ": the health would come and go; give a longer one");
            }
            return age;
        }

        /** Builds; nobody is asked yet. */
        public HealthWatch build() {
            return new HealthWatch(this);
        }
    }
}
