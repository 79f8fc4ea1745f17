package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a registry says of served requests. An answer is with its client before the filter gets to count it: so all wait. */
record ServedMeters(MeterRegistry registry) {

    double requests(String endpoint, String method, String status) {
        Counter counter = registry.find("pipeline.api.requests")
                .tags("endpoint", endpoint, "method", method, "status", status)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** All requests, whatever they were. */
    double requests() {
        return registry.find("pipeline.api.requests").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    int series() {
        return registry.find("pipeline.api.requests").counters().size();
    }

    void awaitRequests(String endpoint, String method, String status, int count) {
        String expected = count + " requests of " + method + ' ' + endpoint + ' ' + status;
        Wire.await(expected, () -> requests(endpoint, method, status) >= count);
        assertThat(requests(endpoint, method, status)).as(expected).isEqualTo(count);
    }

    /** One request was counted, as this, and is over. */
    void awaitOnly(String endpoint, String method, String status) {
        awaitRequests(endpoint, method, status, 1);
        awaitActive(0);
        assertThat(requests()).isEqualTo(1);
        assertThat(timed(endpoint, method)).isEqualTo(1);
        assertThat(registry.get("pipeline.meters.invalid").counters()).allMatch(invalid -> invalid.count() == 0);
    }

    private long timed(String endpoint, String method) {
        Timer timer = registry.get("pipeline.api.request.duration")
                .tags("endpoint", endpoint, "method", method)
                .timer();
        return timer.count();
    }

    void awaitActive(int count) {
        Gauge active = registry.get("pipeline.api.active.requests").gauge();
        Wire.await(count + " active requests", () -> active.value() == count);
    }

    void awaitException(String endpoint, String exception) {
        Wire.await(exception + " of " + endpoint, () -> {
            Counter counter = registry.find("pipeline.api.exceptions")
                    .tags("endpoint", endpoint, "exception", exception)
                    .counter();
            return counter != null && counter.count() == 1;
        });
    }

    void awaitSize(String name, String endpoint, double bytes) {
        Wire.await(name + ' ' + bytes, () -> {
            DistributionSummary size =
                    registry.find(name).tags("endpoint", endpoint).summary();
            return size != null && size.count() == 1 && size.totalAmount() == bytes;
        });
    }
}
