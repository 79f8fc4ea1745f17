package io.venturi.http;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the figures of served requests go. A route's handle is looked up once for a template, which has a place, and by name
 * for another route; what is recorded there finds its series by array reads. Thread-safe; may throw, which then must not
 * disturb the request.
 *
 * @param <R> the handle of a route
 */
abstract class ServedRequests<R> {

    /** A status that is not known. */
    static final int NO_STATUS = -1;

    private final RouteTemplates templates;
    private final AtomicReferenceArray<R> byTemplate;

    /** Requests whose paths match these templates, and others. */
    ServedRequests(RouteTemplates templates) {
        this.templates = templates;
        this.byTemplate = new AtomicReferenceArray<>(templates.size() + 1);
    }

    /** The handle of a template, or of {@code UNMATCHED}. */
    final R template(int template) {
        int place = template - RouteTemplates.NO_ROUTE; // which comes first
        R bound = byTemplate.get(place);
        return bound != null && isOpen(bound) ? bound : bind(template, place);
    }

    private R bind(int template, int place) {
        String name = templates.template(template);
        R route = route(name);
        // One beyond the limit is looked up, and counted as such, each time: a place may have become free.
        if (name(route).equals(name)) {
            byTemplate.set(place, route);
        }
        return route;
    }

    /** The handle of a route that has a bounded name, or the one that those beyond the limit share. */
    abstract R route(String name);

    /** What a route is called in labels. */
    abstract String name(R route);

    /** Whether a handle still records. */
    abstract boolean isOpen(R route);

    /** Whether the protocol of a request is worth finding out. */
    abstract boolean tellsProtocol();

    /**
     * A request is over.
     *
     * @param protocol of {@link RequestProtocol}, 0 where it is not told
     * @param method as it was sent
     * @param status as it was sent, or {@link #NO_STATUS}
     * @param nanos how long it took
     * @param failure what left the handler
     * @param aborted whether that was the client's doing
     */
    abstract void record(
            R route, int protocol, String method, int status, long nanos, @Nullable Throwable failure, boolean aborted);
}
