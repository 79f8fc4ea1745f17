package io.venturi.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Things that are timed in turns, so that what disturbs the machine for a while disturbs all of them. */
final class Rounds {

    private static final int WARM_UP = 2;

    private final int count;
    private final List<Timed> all = new ArrayList<>();

    /** Something to be timed. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private record Timed(String name, Work work, List<Long> nanos) {

        void run(boolean kept) {
            long start = System.nanoTime();
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(name + " could not run: " + e.getMessage(), e);
            }
            long took = System.nanoTime() - start;
            if (kept) {
                nanos.add(took);
            }
        }

        Measurement median() {
            Object[] sorted = nanos.toArray();
            Arrays.sort(sorted);
            return new Measurement(Map.of(Quantity.TIME, ((Long) sorted[sorted.length / 2]).doubleValue()));
        }
    }

    Rounds(int count) {
        this.count = count;
    }

    void add(String name, Work work) {
        all.add(new Timed(name, work, new ArrayList<>()));
    }

    /** The median of each one's times. */
    Map<String, Measurement> medians() {
        for (int round = -WARM_UP; round < count; round++) {
            boolean kept = round >= 0;
            all.forEach(timed -> timed.run(kept));
        }
        Map<String, Measurement> medians = new TreeMap<>();
        all.forEach(timed -> medians.put(timed.name(), timed.median()));
        return medians;
    }
}
