package io.venturi.jdbc.store;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runtimes and series that are remembered; those not used for the longest time go first. Not thread-safe. */
final class SeriesCache {

    private final int limit;
    /** In the order of their last use. */
    private final Map<RuntimeKey, KnownRuntime> runtimes = new LinkedHashMap<>(16, 0.75f, true);

    /** A cache of at most so many series, and as many runtimes. */
    SeriesCache(int limit) {
        this.limit = limit;
    }

    @Nullable
    KnownRuntime runtime(RuntimeKey key) {
        return runtimes.get(key);
    }

    void put(RuntimeKey key, KnownRuntime runtime) {
        runtimes.put(key, runtime);
    }

    /** Forgets as much as is above the limit. */
    void trim() {
        int series = size();
        Iterator<KnownRuntime> eldest = runtimes.values().iterator();
        while ((series > limit || runtimes.size() > limit) && eldest.hasNext()) {
            KnownRuntime runtime = eldest.next();
            while (series > limit && runtime.size() > 0) {
                runtime.removeEldest();
                series--;
            }
            if (runtime.size() == 0) {
                eldest.remove();
            }
        }
    }

    /** How many series are remembered. */
    int size() {
        int series = 0;
        for (KnownRuntime runtime : runtimes.values()) {
            series += runtime.size();
        }
        return series;
    }

    /** Forgets all. */
    void clear() {
        runtimes.clear();
    }
}
