package io.venturi.instrument;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles by label value, at most as many as a {@link LabelLimit} grants, and one more that all other values share.
 * Asking twice for a value gives the same handle. Thread-safe: a known value costs a map read, a value beyond the limit
 * one read more; only a new handle takes a lock.
 *
 * @param <H> the handle
 */
public final class BoundedHandles<H> {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedHandles.class);

    private final String what;
    private final MeterScope scope;
    private final LabelLimit limit;
    private final Function<String, H> factory;
    private final BoundCounter overflows;
    private final ConcurrentHashMap<String, H> handles = new ConcurrentHashMap<>();
    /** Of the handle that was made first: most hosts have one source, whose name is one object, and no need to look it up. */
    private volatile @Nullable First<H> first;

    private boolean warned;

    private record First<H>(String value, H handle) {

        /** Whether this is the very object: to compare texts is the map's. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(@Nullable String other) {
            return value == other;
        }
    }

    /**
     * Handles that {@code factory} makes from label values.
     *
     * @param what what the handles stand for, such as {@code cdc.table}: the {@code meter} label of the overflow counter
     */
    public BoundedHandles(String what, MeterScope scope, LabelLimit limit, Function<String, H> factory) {
        this.what = what;
        this.scope = scope;
        this.limit = limit;
        this.factory = factory;
        this.overflows = scope.overflows(what);
    }

    /** The handle of a value, or the shared one where the limit grants it none. Never throws for a value. */
    public H get(@Nullable String value) {
        First<H> made = first;
        if (made != null && made.isOf(value)) {
            return made.handle;
        }
        if (value == null || value.isEmpty()) {
            scope.invalid(what, Problem.MISSING_VALUE);
            return getOrMake(LabelLimit.OTHER);
        }
        H known = handles.get(value);
        if (known != null) {
            return known;
        }
        if (value.length() > LabelLimit.MAX_LENGTH) {
            scope.invalid(what, Problem.TOO_LONG);
            return getOrMake(LabelLimit.OTHER);
        }
        if (value.equals(LabelLimit.OTHER)) {
            return getOrMake(value);
        }
        return limit.allows(value) ? admit(value) : overflow(value);
    }

    /** Forgets a handle that was closed, so that its place is free and its value may come back. */
    public synchronized void remove(String value, H handle) {
        handles.remove(value, handle);
        First<H> made = first;
        if (made != null && made.handle == handle) {
            first = null;
        }
    }

    /** The handles that there are now. */
    public synchronized List<H> all() {
        return List.copyOf(handles.values());
    }

    private H admit(String value) {
        // Read without the lock: once full, refused values must not contend.
        if (isFull()) {
            return overflow(value);
        }
        synchronized (this) {
            return isFull() && !handles.containsKey(value) ? overflow(value) : getOrMake(value);
        }
    }

    private boolean isFull() {
        return handles.size() - (handles.containsKey(LabelLimit.OTHER) ? 1 : 0) >= limit.maxValues();
    }

    private H overflow(String value) {
        overflows.increment();
        H other = getOrMake(LabelLimit.OTHER);
        warnOnce(value);
        return other;
    }

    private H getOrMake(String value) {
        H known = handles.get(value);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            known = handles.get(value);
            if (known == null) {
                known = factory.apply(value);
                if (handles.isEmpty()) {
                    first = new First<>(value, known);
                }
                handles.put(value, known);
            }
            return known;
        }
    }

    private void warnOnce(String value) {
        if (warned) {
            return;
        }
        synchronized (this) {
            if (!warned) {
                warned = true;
                LOG.warn(
                        "'{}' is over the limit of {} values of {} or not allowed; it and others are recorded as {}. Raise"
                                + " the limit or widen the allow-list to see them apart",
                        value,
                        limit.maxValues(),
                        what,
                        LabelLimit.OTHER);
            }
        }
    }
}
