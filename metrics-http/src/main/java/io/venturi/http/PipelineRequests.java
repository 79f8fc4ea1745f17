package io.venturi.http;

import io.venturi.ApiEndpointMeters;
import io.venturi.ApiMeters;
import org.jspecify.annotations.Nullable;

/** Requests under Venturi's own names. */
final class PipelineRequests extends ServedRequests<ApiEndpointMeters> {

    private final ApiMeters api;

    PipelineRequests(RouteTemplates templates, ApiMeters api) {
        super(templates);
        this.api = api;
    }

    @Override
    ApiEndpointMeters route(String name) {
        return api.endpoint(name);
    }

    @Override
    String name(ApiEndpointMeters route) {
        return route.name();
    }

    @Override
    boolean isOpen(ApiEndpointMeters route) {
        return route.isOpen();
    }

    @Override
    boolean tellsProtocol() {
        return false;
    }

    @Override
    void record(
            ApiEndpointMeters route,
            int protocol,
            String method,
            int status,
            long nanos,
            @Nullable Throwable failure,
            boolean aborted) {
        route.record(method, status, nanos);
        if (aborted) {
            route.exception(ClientAbort.NAME);
        } else if (failure != null) {
            route.exception(failure);
        }
    }
}
