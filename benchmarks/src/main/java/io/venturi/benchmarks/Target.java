package io.venturi.benchmarks;

import java.util.Locale;
import java.util.Map;

/** What a suite must show. Ratios to a peer carry over to other machines; absolute times hold for the one that they were set on. */
sealed interface Target {

    /** The target's name, after its suite's. */
    String name();

    /** Judges a run, by the names of its benchmarks. */
    Verdict judge(Map<String, Measurement> run);

    private static Measurement find(Map<String, Measurement> run, String benchmark) {
        Measurement found = run.get(benchmark);
        if (found == null) {
            throw new IllegalStateException(benchmark + " is not among " + run.keySet());
        }
        return found;
    }

    /**
     * Ours against a peer of the same run.
     *
     * @param name the target's name
     * @param ours the benchmark of ours
     * @param peer the benchmark beside it; the ratio is ours / peer
     * @param atMost the greatest ratio that passes
     */
    record Ratio(String name, String ours, String peer, double atMost) implements Target {
        @Override
        public Verdict judge(Map<String, Measurement> run) {
            double oursNanos = find(run, ours).nanos();
            double peerNanos = find(run, peer).nanos();
            double ratio = oursNanos / peerNanos;
            return new Verdict(
                    ratio <= atMost,
                    String.format(Locale.ROOT, "%.2fx (%.1f ns / %.1f ns)", ratio, oursNanos, peerNanos),
                    String.format(Locale.ROOT, "<=%.2fx", atMost));
        }
    }

    /**
     * A time.
     *
     * @param name the target's name
     * @param ours the benchmark of ours
     * @param atMost the longest that passes
     */
    record Nanos(String name, String ours, double atMost) implements Target {
        @Override
        public Verdict judge(Map<String, Measurement> run) {
            double nanos = find(run, ours).nanos();
            return new Verdict(
                    nanos <= atMost,
                    String.format(Locale.ROOT, "%.1f ns", nanos),
                    String.format(Locale.ROOT, "<=%.1f ns", atMost));
        }
    }

    /**
     * A time beyond what cannot be avoided.
     *
     * @param name the target's name
     * @param ours the benchmark of ours
     * @param without the same without us
     * @param unavoidable the benchmark of what we cannot do without
     * @param atMost the longest that passes beyond those two
     */
    record Overhead(String name, String ours, String without, String unavoidable, double atMost) implements Target {
        @Override
        public Verdict judge(Map<String, Measurement> run) {
            double overhead = find(run, ours).nanos() - find(run, without).nanos();
            double floor = find(run, unavoidable).nanos();
            return new Verdict(
                    overhead <= floor + atMost,
                    String.format(Locale.ROOT, "%.1f ns", overhead),
                    String.format(Locale.ROOT, "<=%.1f ns (%.1f ns + %.1f ns)", floor + atMost, floor, atMost));
        }
    }

    /**
     * Nothing is allocated.
     *
     * @param name the target's name
     * @param ours the benchmark of ours
     */
    record NoAllocation(String name, String ours) implements Target {

        // What JMH itself and the JVM allocate meanwhile, spread over the operations; no object is as small.
        private static final double NOISE = 0.5;

        @Override
        public Verdict judge(Map<String, Measurement> run) {
            double bytes = find(run, ours).bytes();
            return new Verdict(bytes < NOISE, String.format(Locale.ROOT, "%.1f B", bytes), "0 B");
        }
    }
}
