package io.venturi.examples.cdc;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The API's own count of its answers, by route template and status, kept apart from the meters. Thread-safe. */
final class ApiTally {
    private final Map<String, Map<String, AtomicLong>> answers = new ConcurrentSkipListMap<>();

    void answered(String endpoint, int status) {
        answers.computeIfAbsent(endpoint, absent -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(Integer.toString(status), absent -> new AtomicLong())
                .incrementAndGet();
    }

    Map<String, Map<String, Long>> byEndpoint() {
        Map<String, Map<String, Long>> copy = new TreeMap<>();
        answers.forEach((endpoint, byStatus) -> {
            Map<String, Long> counts = new TreeMap<>();
            byStatus.forEach((status, count) -> counts.put(status, count.get()));
            copy.put(endpoint, counts);
        });
        return copy;
    }
}
