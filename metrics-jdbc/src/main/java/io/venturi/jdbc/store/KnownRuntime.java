package io.venturi.jdbc.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is remembered of a runtime: its id, of which installation of the schema that is, and its series. Not thread-safe. */
final class KnownRuntime {

    private final UUID id;
    private final long installation;
    private final long readAt;
    /** In the order of their last use. */
    private final Map<MetricSeries, KnownSeries> series = new LinkedHashMap<>(16, 0.75f, true);

    KnownRuntime(UUID id, long installation, long readAt) {
        this.id = id;
        this.installation = installation;
        this.readAt = readAt;
    }

    UUID id() {
        return id;
    }

    long installation() {
        return installation;
    }

    /** The server's time when this was read: seconds since 1970. */
    long readAt() {
        return readAt;
    }

    @Nullable
    KnownSeries series(MetricSeries which) {
        return series.get(which);
    }

    void put(MetricSeries which, KnownSeries known) {
        series.put(which, known);
    }

    int size() {
        return series.size();
    }

    /** Forgets the series that was not used for the longest time. */
    void removeEldest() {
        var eldest = series.keySet().iterator();
        eldest.next();
        eldest.remove();
    }
}
