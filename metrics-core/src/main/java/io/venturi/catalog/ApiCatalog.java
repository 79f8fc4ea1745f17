package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.API;
import static io.venturi.catalog.MeterGroup.CALL;

import java.util.List;

/** The meters of requests that the host serves and of calls that it makes. */
public final class ApiCatalog {

    private static final String ENDPOINT = "endpoint";
    private static final String METHOD = "method";

    /** Requests served. */
    public static final MeterSpec REQUESTS =
            MeterSpec.counter(API, "api.requests", "Requests served, by route template.", ENDPOINT, METHOD, "status");

    /** Duration of requests. */
    public static final MeterSpec REQUEST_DURATION =
            MeterSpec.timer(API, "api.request.duration", Buckets.REQUEST, "How long requests took.", ENDPOINT, METHOD);

    /** Size of request bodies. */
    public static final MeterSpec REQUEST_SIZE = MeterSpec.summary(
                    API,
                    "api.request.size",
                    Unit.BYTES,
                    Buckets.MESSAGE_SIZE,
                    "Size of request bodies.",
                    ENDPOINT,
                    METHOD)
            .asOptIn();

    /** Size of response bodies. */
    public static final MeterSpec RESPONSE_SIZE = MeterSpec.summary(
                    API,
                    "api.response.size",
                    Unit.BYTES,
                    Buckets.MESSAGE_SIZE,
                    "Size of response bodies.",
                    ENDPOINT,
                    METHOD)
            .asOptIn();

    /** Requests under way. */
    public static final MeterSpec ACTIVE_REQUESTS =
            MeterSpec.gauge(API, "api.active.requests", Unit.NONE, "Requests under way.");

    /** Exceptions that left a handler. */
    public static final MeterSpec EXCEPTIONS = MeterSpec.counter(
            API, "api.exceptions", "Exceptions that left a handler, by bounded class name.", ENDPOINT, "exception");

    /** Requests turned away by a rate limit. */
    public static final MeterSpec RATE_LIMITED =
            MeterSpec.counter(API, "api.rate.limited", "Requests turned away by a rate limit.", ENDPOINT);

    /** Calls made. */
    public static final MeterSpec CALLS =
            MeterSpec.counter(CALL, "call.requests", "Calls made, by outcome.", "api", "outcome");

    /** Duration of calls made. */
    public static final MeterSpec CALL_DURATION =
            MeterSpec.timer(CALL, "call.duration", Buckets.DURATION, "How long calls took.", "api");

    static final List<MeterSpec> ALL = List.of(
            REQUESTS,
            REQUEST_DURATION,
            REQUEST_SIZE,
            RESPONSE_SIZE,
            ACTIVE_REQUESTS,
            EXCEPTIONS,
            RATE_LIMITED,
            CALLS,
            CALL_DURATION);

    private ApiCatalog() {}
}
