package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.function.Consumer;

/** The meters of the HTTP requests that the host serves. The filters of {@code metrics-http} move them. Thread-safe. */
public final class ApiMeters implements AutoCloseable {

    private final Consumer<ApiMeters> forget;
    private final MeterScope scope;
    private final ActiveRequests active;
    private final BoundedHandles<ApiEndpointMeters> endpoints;

    ApiMeters(MeterScope scope, Settings settings, Consumer<ApiMeters> forget) {
        this.forget = forget;
        this.scope = scope;
        this.endpoints = new BoundedHandles<>(
                "api.endpoint",
                scope,
                settings.limit(OpenLabel.ENDPOINT),
                endpoint -> new ApiEndpointMeters(this, endpoint, scope.child()));
        this.active = new ActiveRequests(scope);
        scope.gauge(ApiCatalog.ACTIVE_REQUESTS, active::read);
    }

    /** The meters of a route, by its template, never by a raw path; beyond the limit, all share {@code _other}. */
    public ApiEndpointMeters endpoint(String template) {
        return endpoints.get(template);
    }

    /** A request came in; {@link #requestEnded} must follow once. */
    public void requestStarted() {
        active.start();
    }

    /**
     * A request is over. Where a reading of the gauge finds more ends than starts, what is too many is dropped, counted once as invalid, and the
     * gauge shows 0: it is never negative.
     */
    public void requestEnded() {
        active.end();
    }

    /** Counts a request that could not be metered; for filters. */
    public void recordingFailed() {
        scope.invalid(ApiCatalog.REQUESTS, Problem.RECORDING_FAILED);
    }

    /** Removes all series of the API. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    void forget(ApiEndpointMeters endpoint) {
        endpoints.remove(endpoint.name(), endpoint);
    }
}
