package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The meters of one route template, such as {@code /orders/{id}}. Thread-safe; recording never throws. */
public final class ApiEndpointMeters implements AutoCloseable {

    private static final int MAX_EXCEPTIONS = 50;

    private final ApiMeters api;
    private final MeterScope scope;
    private final String endpoint;
    private final AtomicReferenceArray<ApiRouteMeters> methods = new AtomicReferenceArray<>(HttpLabels.METHOD_COUNT);
    private final BoundedHandles<BoundCounter> exceptions;
    private final BoundCounter rateLimited;

    ApiEndpointMeters(ApiMeters api, String endpoint, MeterScope scope) {
        this.api = api;
        this.scope = scope;
        this.endpoint = endpoint;
        this.exceptions = new BoundedHandles<>(
                "api.exception",
                scope,
                LabelLimit.first(MAX_EXCEPTIONS),
                exception -> scope.counter(ApiCatalog.EXCEPTIONS, endpoint, exception));
        this.rateLimited = scope.counter(ApiCatalog.RATE_LIMITED, endpoint);
    }

    /** The meters of a method on this route; any but the ten of RFC 9110, PATCH and QUERY share {@code OTHER}. */
    public ApiRouteMeters method(@Nullable String method) {
        int index = HttpLabels.methodIndex(method);
        ApiRouteMeters bound = methods.get(index);
        return bound == null ? bind(index) : bound;
    }

    /** A request was answered. */
    public void record(String method, int status, long durationNanos) {
        method(method).record(status, durationNanos);
    }

    /** An exception left the handler; counted under the simple name of its root cause's class. */
    public void exception(Throwable exception) {
        List<Throwable> causes = Causes.of(exception);
        exception(causes.isEmpty() ? null : simpleName(causes.get(causes.size() - 1)));
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

    /** Removes this route's series. */
    @Override
    public void close() {
        scope.close();
        api.forget(this);
    }

    private static String simpleName(Throwable exception) {
        Class<?> type = exception.getClass();
        while (type.getSimpleName().isEmpty()) {
            type = type.getSuperclass(); // anonymous
        }
        return type.getSimpleName();
    }

    private synchronized ApiRouteMeters bind(int index) {
        ApiRouteMeters bound = methods.get(index);
        if (bound == null) {
            bound = new ApiRouteMeters(scope, endpoint, HttpLabels.method(index));
            methods.set(index, bound);
        }
        return bound;
    }
}
