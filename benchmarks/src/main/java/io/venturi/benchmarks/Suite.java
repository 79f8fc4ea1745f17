package io.venturi.benchmarks;

import java.util.List;

/**
 * A named set of benchmarks and its targets.
 *
 * @param name what {@code run.sh} calls it
 * @param benchmarks the class that holds them
 * @param targets what they must show
 */
record Suite(String name, Class<?> benchmarks, List<Target> targets) {

    /** Counting: a bound handle, and a look-up by names. */
    private static final Suite COUNTERS = new Suite(
            "counters",
            CountersBenchmark.class,
            List.of(
                    new Target("bound", "venturiBound", "micrometerBound", 1.3),
                    new Target("by-names", "venturiByNames", "micrometerByTags", 1 / 8.0)));

    /** A CDC event, against what a careful host writes by hand. */
    private static final Suite EVENTS = new Suite(
            "events",
            EventsBenchmark.class,
            List.of(new Target("processed", "venturiProcessed", "micrometerByHand", 1)));

    static List<Suite> all() {
        return List.of(COUNTERS, EVENTS);
    }

    String include() {
        return benchmarks.getName() + "\\..*";
    }
}
