package io.venturi.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The books of the handlers themselves: what they answered, under the labels that it should have. */
final class HandledRequests {

    static final List<String> TEMPLATES = List.of(
            "/",
            "/orders",
            "/orders/{id}",
            "/orders/new",
            "/orders/{id}/lines/{line}",
            "/v{version}/status",
            "/{name}.json",
            "/files/{*rest}",
            "/files/readme",
            "/a/b/c");

    // Written down once more: RFC 9110, RFC 5789 (PATCH), and QUERY.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY");

    private final NaiveRoutes routes = new NaiveRoutes(TEMPLATES);
    private final Map<String, LongAdder> handled = new ConcurrentHashMap<>();

    /** A handler answered this. */
    void add(String rawPath, String method, int status) {
        String labels = routes.match(rawPath) + ' ' + (METHODS.contains(method) ? method : "OTHER") + ' ' + status;
        handled.computeIfAbsent(labels, absent -> new LongAdder()).increment();
    }

    /** By template, method and status. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        handled.forEach((labels, count) -> counts.put(labels, count.sum()));
        return counts;
    }

    long count() {
        return counts().values().stream().mapToLong(count -> count).sum();
    }

    /** What the meters say, in the same terms. */
    static Map<String, Long> counted(MeterRegistry registry) {
        Map<String, Long> counts = new TreeMap<>();
        for (Counter counter : registry.find("pipeline.api.requests").counters()) {
            String labels = counter.getId().getTag("endpoint")
                    + ' '
                    + counter.getId().getTag("method")
                    + ' '
                    + counter.getId().getTag("status");
            counts.put(labels, (long) counter.count());
        }
        return counts;
    }

    static long timed(MeterRegistry registry) {
        return registry.find("pipeline.api.request.duration").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
