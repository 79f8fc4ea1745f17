package io.venturi.instrument;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.MeterType;
import io.venturi.instrument.FunctionMeter.HostFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Registers catalogue meters in a Micrometer registry and removes them again.
 *
 * <p>A scope stands for one handle: {@link #close()} removes the meters that it registered, and those of its children.
 * Nothing here throws for what happens at run time: a registry that refuses a meter or fails while recording is counted in
 * {@code meters_invalid_total} and logged, at most once a minute per cause. A disabled scope registers nothing.
 * Thread-safe.
 */
public final class MeterScope implements AutoCloseable {

    private final MeterRegistry registry;
    private final String namespace;
    private final Clock clock;
    private final boolean enabled;
    private final Guard guard;
    private final @Nullable MeterScope parent;
    private final MeterScope root;
    private final Map<String, BoundCounter> overflows = new ConcurrentHashMap<>();
    private final OwnMeters own;
    private final List<FunctionMeter.Use> uses = new ArrayList<>();
    private final Set<MeterScope> children = new LinkedHashSet<>();
    private volatile boolean closed;

    private MeterScope(MeterScope parent) {
        this.registry = parent.registry;
        this.namespace = parent.namespace;
        this.clock = parent.clock;
        this.enabled = parent.enabled;
        this.guard = parent.guard;
        this.own = parent.own;
        this.parent = parent;
        this.root = parent.root;
    }

    private MeterScope(MeterRegistry registry, String namespace, Clock clock, boolean enabled) {
        this.registry = registry;
        this.namespace = namespace;
        this.clock = clock;
        this.enabled = enabled;
        this.own = new OwnMeters(registry);
        this.guard = new Guard(registry, own, namespace, clock);
        this.parent = null;
        this.root = this;
    }

    /**
     * A scope without a parent.
     *
     * @param namespace the first part of every meter's name
     * @param enabled whether anything is registered at all
     */
    public static MeterScope root(MeterRegistry registry, String namespace, Clock clock, boolean enabled) {
        MeterScope root = new MeterScope(registry, namespace, clock, enabled);
        if (enabled) {
            root.guard.announce();
        }
        return root;
    }

    /** A scope that is closed with this one, or before it. */
    public synchronized MeterScope child() {
        MeterScope child = new MeterScope(this);
        child.closed = closed;
        children.add(child);
        return child;
    }

    /** Whether recordings are wanted: false when disabled and once closed. */
    public boolean isOpen() {
        return enabled && !closed;
    }

    /** The clock that all meters of this scope share. */
    public Clock clock() {
        return clock;
    }

    /** The first part of every meter's name. */
    public String namespace() {
        return namespace;
    }

    /**
     * A counter with these label values, in the order of the specification's labels. Where the registry has that counter
     * already, it is shared.
     */
    public BoundCounter counter(MeterSpec spec, String... labelValues) {
        Counter counter = register(spec, MeterType.COUNTER, labelValues, tags -> Counter.builder(spec.name(namespace))
                .description(spec.help())
                .tags(tags)
                .register(registry));
        return new BoundCounter(this, spec, counter);
    }

    /**
     * A counter whose total {@code total} yields; where that throws, its last value stands. The registry holds {@code
     * total} strongly. Where a filter maps several of ours to one series, that shows their sum.
     *
     * @return false where the registry has a counter of the host's of that name and labels, which then hides this one
     */
    public boolean counter(MeterSpec spec, DoubleSupplier total, String... labelValues) {
        HostFunction function = new HostFunction(this, spec, total);
        FunctionMeter meter = new FunctionMeter(function);
        // Micrometer refers weakly to the object and strongly to the function: bind everything to the latter.
        return registerFunction(spec, MeterType.COUNTER, labelValues, meter, function, tags -> FunctionCounter.builder(
                        spec.name(namespace), registry, ignored -> meter.read())
                .description(spec.help())
                .tags(tags)
                .register(registry));
    }

    /**
     * A gauge that shows what {@code value} yields, or NaN where that throws. The registry holds {@code value} strongly.
     * Where a filter maps several of ours to one series, that shows NaN.
     *
     * @return false where the registry has a gauge of that name and labels already
     */
    public boolean gauge(MeterSpec spec, DoubleSupplier value, String... labelValues) {
        HostFunction function = new HostFunction(this, spec, value);
        FunctionMeter meter = new FunctionMeter(function);
        return registerFunction(spec, MeterType.GAUGE, labelValues, meter, function, tags -> Gauge.builder(
                        spec.name(namespace), meter::read)
                .description(spec.help())
                .baseUnit(spec.unit().baseUnit())
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** A duration histogram with the specification's buckets. */
    public BoundTimer timer(MeterSpec spec, String... labelValues) {
        Duration[] bounds = spec.buckets().stream().map(MeterScope::seconds).toArray(Duration[]::new);
        Timer timer = register(spec, MeterType.TIMER, labelValues, tags -> Timer.builder(spec.name(namespace))
                .description(spec.help())
                .tags(tags)
                .serviceLevelObjectives(bounds)
                .register(registry));
        return new BoundTimer(this, spec, timer);
    }

    /** A histogram of amounts with the specification's buckets. */
    public BoundSummary summary(MeterSpec spec, String... labelValues) {
        double[] bounds =
                spec.buckets().stream().mapToDouble(Double::doubleValue).toArray();
        DistributionSummary summary =
                register(spec, MeterType.SUMMARY, labelValues, tags -> DistributionSummary.builder(spec.name(namespace))
                        .description(spec.help())
                        .baseUnit(spec.unit().baseUnit())
                        .tags(tags)
                        .serviceLevelObjectives(bounds)
                        .register(registry));
        return new BoundSummary(this, spec, summary);
    }

    /** Counts something about {@code meter} that was clamped, dropped or failed; logs it at most once a minute. */
    public void invalid(String meter, Problem problem) {
        if (enabled) {
            guard.invalid(meter, problem, null);
        }
    }

    /** The same for a meter of the catalogue. */
    public void invalid(MeterSpec spec, Problem problem) {
        invalid(spec.name(), problem);
    }

    /** The same with the cause, which is logged and goes into no label. */
    public void invalid(MeterSpec spec, Problem problem, Exception cause) {
        if (enabled) {
            guard.invalid(spec.name(), problem, cause);
        }
    }

    /** The overflow counter of a limit. Limits of one kind share it, so it belongs to the root. */
    BoundCounter overflows(String what) {
        return root.overflows.computeIfAbsent(what, meter -> root.counter(LibraryCatalog.OVERFLOW, meter));
    }

    /** Removes everything that this scope and its children registered. Idempotent. */
    @Override
    public void close() {
        for (MeterScope child : beginClose()) {
            child.close();
        }
        removeMeters();
        if (parent != null) {
            parent.forget(this);
        } else {
            guard.close();
        }
    }

    private synchronized List<MeterScope> beginClose() {
        closed = true;
        return new ArrayList<>(children);
    }

    private synchronized void removeMeters() {
        uses.forEach(this::release);
        uses.clear();
    }

    private void release(FunctionMeter.Use use) {
        try {
            own.release(use);
        } catch (RuntimeException e) {
            guard.invalid(use.meter().getId().getName(), Problem.REGISTRATION_FAILED, e);
        }
    }

    private synchronized void forget(MeterScope child) {
        children.remove(child);
    }

    /** Whether a value can be recorded; says so where it cannot. */
    boolean accepts(MeterSpec spec, long value) {
        if (value < 0) {
            guard.invalid(spec.name(), Problem.NEGATIVE, null);
            return false;
        }
        if (closed) {
            guard.invalid(spec.name(), Problem.CLOSED, null);
            return false;
        }
        return true;
    }

    void failed(MeterSpec spec, Problem problem, RuntimeException cause) {
        guard.invalid(spec.name(), problem, cause);
    }

    private <M extends Meter> @Nullable M register(
            MeterSpec spec, MeterType type, String[] labelValues, Function<List<Tag>, M> registration) {
        List<Tag> tags = checkedTags(spec, type, labelValues);
        if (!isOpen()) {
            return null;
        }
        try {
            // Not under our lock: the registry has its own and calls the host's listeners.
            M meter = own.register(() -> registration.apply(tags));
            own.use(meter, null, null);
            return keep(new FunctionMeter.Use(meter, null)) ? meter : null;
        } catch (RuntimeException e) {
            failed(spec, Problem.REGISTRATION_FAILED, e);
            return null;
        }
    }

    private boolean registerFunction(
            MeterSpec spec,
            MeterType type,
            String[] labelValues,
            FunctionMeter function,
            HostFunction part,
            Function<List<Tag>, Meter> registration) {
        List<Tag> tags = checkedTags(spec, type, labelValues);
        if (!isOpen()) {
            return true;
        }
        try {
            Meter meter = own.register(() -> registration.apply(tags));
            OwnMeters.Outcome outcome = own.use(meter, function, part);
            if (outcome != OwnMeters.Outcome.HOSTS) {
                keep(new FunctionMeter.Use(meter, part));
            }
            if (outcome == OwnMeters.Outcome.HOSTS || outcome == OwnMeters.Outcome.CLASHES) {
                invalid(spec, Problem.ALREADY_REGISTERED);
                return false;
            }
        } catch (RuntimeException e) {
            failed(spec, Problem.REGISTRATION_FAILED, e);
        }
        return true;
    }

    private synchronized boolean keep(FunctionMeter.Use use) {
        if (closed) {
            release(use); // closed while it was registered
            return false;
        }
        uses.add(use);
        return true;
    }

    private static List<Tag> checkedTags(MeterSpec spec, MeterType type, String[] labelValues) {
        if (spec.type() != type) {
            throw new IllegalArgumentException(spec + " is a " + spec.type() + ", not a " + type);
        }
        return tags(spec, labelValues);
    }

    private static List<Tag> tags(MeterSpec spec, String[] values) {
        if (values.length != spec.labels().size()) {
            throw new IllegalArgumentException(
                    spec + " takes " + spec.labels().size() + " label values, not " + values.length);
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(spec.labels().get(i), values[i]));
        }
        return tags;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
