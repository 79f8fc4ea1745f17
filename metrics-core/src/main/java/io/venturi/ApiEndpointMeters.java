package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.IndexedHandles;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;
import org.jspecify.annotations.Nullable;

/** The meters of one route template, such as {@code /orders/{id}}. Thread-safe; recording never throws. */
public final class ApiEndpointMeters implements AutoCloseable {

    private final ApiMeters api;
    private final MeterScope scope;
    private final String endpoint;
    private final IndexedHandles<ApiRouteMeters> methods;
    private final BoundedHandles<BoundCounter> exceptions;
    private final BoundCounter rateLimited;

    ApiEndpointMeters(ApiMeters api, String endpoint, MeterScope scope) {
        this.api = api;
        this.scope = scope;
        this.endpoint = endpoint;
        this.methods = new IndexedHandles<>(
                HttpLabels.METHOD_COUNT, method -> new ApiRouteMeters(scope, endpoint, HttpLabels.method(method)));
        this.exceptions = new BoundedHandles<>(
                "api.exception",
                scope,
                LabelLimit.first(HttpLabels.MAX_EXCEPTIONS),
                exception -> scope.counter(ApiCatalog.EXCEPTIONS, endpoint, exception));
        this.rateLimited = scope.counter(ApiCatalog.RATE_LIMITED, endpoint);
    }

    /** The meters of a method on this route; any but the eight of RFC 9110, PATCH and QUERY share {@code OTHER}. */
    public ApiRouteMeters method(@Nullable String method) {
        return methods.get(HttpLabels.methodIndex(method));
    }

    /** A request was answered. */
    public void record(String method, int status, long durationNanos) {
        method(method).record(status, durationNanos);
    }

    /** An exception left the handler; counted under the simple name of its root cause's class. */
    public void exception(@Nullable Throwable exception) {
        exception(exception == null ? null : HttpLabels.exception(exception));
    }

    /** An exception left the handler; a fixed word such as {@code ClientAbort}, never a message. */
    public void exception(@Nullable String name) {
        exceptions.get(name).increment();
    }

    /** A rate limit turned a request away; record its answer, too. */
    public void rateLimited() {
        rateLimited.increment();
    }

    /** The label's value: the template, or {@code _other} for those beyond the limit. */
    public String name() {
        return endpoint;
    }

    /** Whether anything is recorded here: false once closed. Ask {@link ApiMeters#endpoint} for a new one then. */
    public boolean isOpen() {
        return scope.isOpen();
    }

    /** Removes this route's series. */
    @Override
    public void close() {
        scope.close();
        api.forget(this);
    }
}
