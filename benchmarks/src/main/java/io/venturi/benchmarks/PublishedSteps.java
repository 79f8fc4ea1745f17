package io.venturi.benchmarks;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.venturi.jdbc.store.PostgresMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Meters of 10,000 series: counters, gauges, and timers, of which each step sees new values. */
final class PublishedSteps {

    private static final int COUNTERS = 4_000;
    private static final int GAUGES = 2_000;
    /** Of three series each: count, sum, distribution. */
    private static final int TIMERS = 1_333;

    private static final int WARM_UP = 5;
    /** A service that does other things, too. */
    private static final long PAUSE_NANOS = 1_000_000;

    private static final Map<String, String> CONFIG = Map.of("postgres.step", "1s");

    private final List<Counter> counters = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();

    private PublishedSteps(MeterRegistry registry) {
        for (int i = 0; i < COUNTERS; i++) {
            counters.add(registry.counter("events", "source", "inventory", "table", "public.table_" + i));
        }
        for (int i = 0; i < GAUGES; i++) {
            Gauge.builder("depth", i, Integer::doubleValue)
                    .tag("table", "public.table_" + i)
                    .register(registry);
        }
        for (int i = 0; i < TIMERS; i++) {
            timers.add(registry.timer("processing", "table", "public.table_" + i));
        }
    }

    /** How long each of so many steps took, in nanoseconds, ascending; those of the warm-up apart. */
    static List<Double> nanos(LibraryStore library, int steps) {
        List<Double> nanos = library.publishNanos();
        PostgresMeterRegistry registry = new PostgresMeterRegistry(CONFIG::get, library.store(), Clock.SYSTEM);
        try {
            PublishedSteps meters = new PublishedSteps(registry);
            for (long round = 0; nanos.size() < WARM_UP + steps; round++) {
                meters.record(round);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } finally {
            registry.close();
        }
        return nanos.subList(WARM_UP, WARM_UP + steps).stream().sorted().toList();
    }

    /** Durations of some decades. */
    private void record(long round) {
        counters.forEach(Counter::increment);
        long nanos = 100_000;
        for (Timer timer : timers) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            nanos = (nanos * 7 + round * 1_001) % 1_000_000_007L;
        }
    }
}
