package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.venturi.instrument.Once;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history of a registry that the host has already, such as the one that Prometheus scrapes: nothing is recorded twice, and recording
 * costs what it did.
 *
 * <pre>{@code
 * MeterRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
 * RegistryHistory history = RegistryHistory.builder(registry, store).step(Duration.ofSeconds(10)).start();
 * }</pre>
 *
 * At each step all meters of the registry are read as of one moment, those that came later, too, and are stored under the names and with the series that {@link
 * PostgresMeterRegistry} gives them. Of timers and summaries that keep whole distributions ({@link
 * io.venturi.prometheus.VenturiPrometheusRegistry} makes such), every step stores what it saw; of others, counts, sums and maxima are
 * all there is. Close it before the store. Thread-safe.
 */
public final class RegistryHistory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHistory.class);
    private static final long CLOSE_SECONDS = 5;

    private final NamingConvention convention = new PrometheusNamingConvention();
    private final SampledMeters meters = new SampledMeters(LOG);
    /** Of those that cannot be stored; a name is told of once. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final Set<Meter.Id> seen = ConcurrentHashMap.newKeySet();
    private final StepPublisher publisher;
    private final ReentrantLock publishing = new ReentrantLock();
    private final @Nullable ScheduledExecutorService own;
    private final Future<?> steps;
    private volatile boolean closed;

    private RegistryHistory(Builder builder) {
        MeterRegistry registry = builder.registry;
        Clock clock = registry.config().clock();
        publisher = new StepPublisher(meters, builder.store.intake(), clock, builder.store::published);
        registry.config().onMeterAdded(this::add);
        registry.config().onMeterRemoved(this::remove);
        registry.getMeters().forEach(this::add);
        ScheduledExecutorService scheduler = builder.scheduler.given().orElse(null);
        own = scheduler == null ? Executors.newSingleThreadScheduledExecutor(RegistryHistory::thread) : null;
        ScheduledExecutorService taking = scheduler == null ? Objects.requireNonNull(own) : scheduler;
        long millis = builder.step.get().toMillis();
        // Replicas that were started together do not store together.
        long first = ThreadLocalRandom.current().nextLong(millis);
        steps = taking.scheduleWithFixedDelay(this::publish, first, millis, TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "venturi-registry-history");
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to describe what is kept of a registry, in a store that stays the host's to close. */
    public static Builder builder(MeterRegistry registry, MetricStore store) {
        return new Builder(registry, store);
    }

    private void add(Meter meter) {
        Meter.Id id = meter.getId();
        if (closed || !seen.add(id)) {
            return; // a meter that came while those that were there are gone through
        }
        String problem;
        try {
            MeterSeries series = MeterSeries.of(id, id.getConventionName(convention), id.getConventionTags(convention));
            problem = meters.add(id, MeterSampling.of(meter, series));
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null && refused.add(id.getName())) {
            LOG.warn("{} is left out of the metric history: {} (told once a name)", id, problem);
        }
    }

    private void remove(Meter meter) {
        meters.remove(meter.getId());
        seen.remove(meter.getId());
    }

    private void publish() {
        publishing.lock();
        try {
            if (!closed) {
                publisher.publish();
            }
        } catch (RuntimeException e) {
            LOG.warn("A step of the metric history is missing", e); // and the next one comes
        } finally {
            publishing.unlock();
        }
    }

    /** Takes a last step, and ends. Idempotent. */
    @Override
    public void close() {
        steps.cancel(false);
        if (own != null) {
            own.shutdown();
        }
        try {
            if (publishing.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    publish();
                    closed = true;
                } finally {
                    publishing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }

    /** Options of {@link RegistryHistory}. Each may be set once. Not thread-safe. */
    public static final class Builder {

        private final MeterRegistry registry;
        private final MetricStore store;
        private final Once<Duration> step = new Once<>("step", Duration.ofSeconds(10));
        private final Once<ScheduledExecutorService> scheduler = new Once<>("scheduler");

        private Builder(MeterRegistry registry, MetricStore store) {
            this.registry = registry;
            this.store = store;
        }

        /** The time between two values of a series; 10 s unless set. */
        public Builder step(Duration length) {
            if (length.compareTo(Duration.ofMillis(100)) < 0 || length.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("step is " + length + "; give PT0.1S to P1D, such as PT10S");
            }
            step.set(length);
            return this;
        }

        /** Where steps are taken, instead of on a thread of its own; it stays the host's to end. */
        public Builder scheduler(ScheduledExecutorService value) {
            scheduler.set(value);
            return this;
        }

        /** Samples from now on; what timers and summaries saw before is in the totals, and in no step's distribution. */
        public RegistryHistory start() {
            return new RegistryHistory(this);
        }
    }
}
