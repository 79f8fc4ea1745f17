package io.venturi.benchmarks;

import java.util.List;

/**
 * A named set of benchmarks and its targets.
 *
 * @param name what {@code run.sh} calls it
 * @param benchmarks the classes that hold them
 * @param targets what they must show
 * @param quickThreads up to how many threads a quick run tries
 */
record Suite(String name, List<Class<?>> benchmarks, List<Target> targets, int quickThreads) {

    private static final int MAX_THREADS = 2;

    /** Counting: a bound handle, and a look-up by names. */
    private static final Suite COUNTERS = new Suite(
            "counters",
            List.of(CountersBenchmark.class),
            List.of(
                    new Target.Ratio("bound", "venturiBound", "micrometerBound", 1.3),
                    new Target.Ratio("by-names", "venturiByNames", "micrometerByTags", 1 / 8.0)),
            MAX_THREADS);

    /** A CDC event, against what a careful host writes by hand. */
    private static final Suite EVENTS = new Suite(
            "events",
            List.of(EventsBenchmark.class),
            List.of(new Target.Ratio("processed", "venturiProcessed", "micrometerByHand", 1)),
            MAX_THREADS);

    /** A request: its route, and all that the filter does. */
    private static final Suite HTTP = new Suite(
            "http",
            List.of(RoutesBenchmark.class, RequestsBenchmark.class),
            List.of(
                    new Target.Nanos("matcher-static", "venturiStatic", 40),
                    new Target.Nanos("matcher-6-segments", "venturiSixSegments", 90),
                    new Target.NoAllocation("matcher-allocation", "venturiSixSegments"),
                    new Target.Ratio("matcher-static-vs-spring", "venturiStatic", "springStatic", 1),
                    new Target.Ratio("matcher-6-segments-vs-spring", "venturiSixSegments", "springSixSegments", 1),
                    new Target.Ratio("matcher-miss-vs-spring", "venturiMiss", "springMiss", 1),
                    new Target.Ratio("matcher-1000-routes-vs-spring", "venturiThousand", "springThousand", 1),
                    new Target.Overhead("filter", "venturiFilter", "withoutFilter", "twoClockReads", 60),
                    new Target.NoAllocation("filter-allocation", "venturiFilter"),
                    new Target.Ratio("filter-vs-by-hand", "venturiFilter", "micrometerByHand", 1),
                    new Target.Ratio("filter-vs-spring", "venturiFilter", "springObservationFilter", 1)),
            1); // it has many benchmarks, and little that threads contend for

    static List<Suite> all() {
        return List.of(COUNTERS, EVENTS, HTTP);
    }

    String[] includes() {
        return benchmarks.stream().map(type -> type.getName() + "\\..*").toArray(String[]::new);
    }

    /** Up to how many threads a run tries. */
    int threads(boolean quick) {
        return quick ? quickThreads : MAX_THREADS;
    }
}
