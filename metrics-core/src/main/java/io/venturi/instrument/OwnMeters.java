package io.venturi.instrument;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.noop.NoopMeter;
import io.venturi.instrument.FunctionMeter.HostFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which meters of a registry are ours, and how many handles use each: what we did not make we do not remove, and what two
 * handles share (a filter may map them to one series) goes with the last. Thread-safe.
 */
final class OwnMeters {

    /** How a registration came out. */
    enum Outcome {
        /** A new meter, or one that another handle of ours made. */
        OURS,
        /** A meter of the host's that was there before: counters and the like are shared, functions are hidden by it. */
        HOSTS,
        /** Another gauge of ours is there; both now show NaN. */
        CLASHES,
        /** Denied by a filter. */
        DENIED
    }

    private static final class Owned {
        private final @Nullable FunctionMeter function;
        private int uses = 1;

        Owned(@Nullable FunctionMeter function) {
            this.function = function;
        }
    }

    private final MeterRegistry registry;
    private final Map<Meter, Owned> owned = new HashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // one a registry; empty but for the length of a registration
    private final ThreadLocal<@Nullable Meter> added = new ThreadLocal<>();

    OwnMeters(MeterRegistry registry) {
        this.registry = registry;
        // Called on the registering thread, only for meters that are new. Micrometer has no way to take it back.
        registry.config().onMeterAdded(added::set);
    }

    /** Has the registry make a meter, or hand out the one that it has. */
    <M extends Meter> M register(Supplier<M> registration) {
        added.remove();
        return registration.get();
    }

    /** Books the meter that {@link #register} just gave on this thread. */
    synchronized Outcome use(Meter meter, @Nullable FunctionMeter function, @Nullable HostFunction part) {
        boolean isNew = added.get() == meter;
        added.remove();
        if (meter instanceof NoopMeter) {
            return Outcome.DENIED;
        }
        if (isNew) {
            owned.put(meter, new Owned(function));
            return Outcome.OURS;
        }
        Owned shared = owned.get(meter);
        if (shared == null) {
            return Outcome.HOSTS;
        }
        shared.uses++;
        if (shared.function == null || part == null) {
            return Outcome.OURS;
        }
        shared.function.add(part);
        return part.isCounter() ? Outcome.OURS : Outcome.CLASHES;
    }

    /** Ends one use; the last one removes the meter from the registry. */
    void release(FunctionMeter.Use use) {
        if (endsWith(use)) {
            registry.remove(use.meter());
        }
    }

    private synchronized boolean endsWith(FunctionMeter.Use use) {
        Owned shared = owned.get(use.meter());
        if (shared == null) {
            return false;
        }
        HostFunction part = use.function();
        if (shared.function != null && part != null) {
            shared.function.remove(part);
        }
        shared.uses--;
        return shared.uses == 0 && owned.remove(use.meter(), shared);
    }
}
