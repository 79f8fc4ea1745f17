package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundSummary;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.IndexedHandles;
import io.venturi.instrument.MeterScope;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route and method. A status is bound on its first use; after that, recording is two array reads.
 * Thread-safe; recording never throws.
 */
public final class ApiRouteMeters {

    private final MeterScope scope;
    private final String endpoint;
    private final String method;
    private final BoundTimer duration;
    private final IndexedHandles<BoundCounter> byStatus;
    private volatile @Nullable BoundSummary requestSize;
    private volatile @Nullable BoundSummary responseSize;

    ApiRouteMeters(MeterScope scope, String endpoint, String method) {
        this.scope = scope;
        this.endpoint = endpoint;
        this.method = method;
        this.byStatus = new IndexedHandles<>(
                HttpLabels.STATUS_COUNT,
                status -> scope.counter(ApiCatalog.REQUESTS, endpoint, method, HttpLabels.status(status)));
        this.duration = scope.timer(ApiCatalog.REQUEST_DURATION, endpoint, method);
    }

    /** A request was answered. A status outside 100 to 599 counts as {@code UNKNOWN}. */
    public void record(int status, long durationNanos) {
        byStatus.get(HttpLabels.statusIndex(status)).increment();
        duration.recordNanos(durationNanos);
    }

    /** How many bytes the request's body had. The histogram appears with the first call. */
    public void requestBytes(long bytes) {
        BoundSummary size = requestSize;
        (size == null ? bindRequestSize() : size).record(bytes);
    }

    /** How many bytes the response's body had. The histogram appears with the first call. */
    public void responseBytes(long bytes) {
        BoundSummary size = responseSize;
        (size == null ? bindResponseSize() : size).record(bytes);
    }

    private synchronized BoundSummary bindRequestSize() {
        BoundSummary bound = requestSize;
        if (bound == null) {
            requestSize = bound = scope.summary(ApiCatalog.REQUEST_SIZE, endpoint, method);
        }
        return bound;
    }

    private synchronized BoundSummary bindResponseSize() {
        BoundSummary bound = responseSize;
        if (bound == null) {
            responseSize = bound = scope.summary(ApiCatalog.RESPONSE_SIZE, endpoint, method);
        }
        return bound;
    }
}
