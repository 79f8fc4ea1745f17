package io.venturi.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What every recorder of durations gets: values spread evenly over the three decades from a millisecond to a second, as many in each,
 * in an order that no branch predictor learns. Each thread has its own.
 */
@State(Scope.Thread)
public class DurationValues {

    /** Buckets that a host may ask for; most values fall between the first and the last. */
    static final Duration[] BOUNDS = millis(2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);

    private static final int COUNT = 1 << 12;
    private static final double SHORTEST_NANOS = 1e6;
    private static final double DECADES = 3;
    private static final AtomicLong SEEDS = new AtomicLong(42);

    private final long[] nanos = new long[COUNT];
    /** The same, for those who take seconds: to convert is not theirs to pay for. */
    private final double[] seconds = new double[COUNT];

    private int next;

    /** Values for a thread. */
    public DurationValues() {
        SplittableRandom random = new SplittableRandom(SEEDS.getAndIncrement());
        Arrays.setAll(nanos, i -> (long) (SHORTEST_NANOS * Math.pow(10, DECADES * random.nextDouble())));
        Arrays.setAll(seconds, i -> nanos[i] / 1e9);
    }

    private static Duration[] millis(long... amounts) {
        return Arrays.stream(amounts).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    static double[] boundsInSeconds() {
        return Arrays.stream(BOUNDS).mapToDouble(bound -> bound.toNanos() / 1e9).toArray();
    }

    static long[] boundsInNanos() {
        return Arrays.stream(BOUNDS).mapToLong(Duration::toNanos).toArray();
    }

    long nanos() {
        return nanos[next++ & (COUNT - 1)];
    }

    double seconds() {
        return seconds[next++ & (COUNT - 1)];
    }
}
