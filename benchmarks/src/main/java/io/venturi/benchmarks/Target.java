package io.venturi.benchmarks;

import static io.venturi.benchmarks.Quantity.ALLOCATION;
import static io.venturi.benchmarks.Quantity.TIME;

import java.util.Locale;

/** What a suite must show. Ratios to a peer carry over to other machines; absolute times hold for the one that they were set on. */
sealed interface Target {

    /** The target's name, after its suite's. */
    String name();

    /** Judges a run. */
    Verdict judge(Run run);

    /** Whether it is a target for so many threads. */
    default boolean isFor(int threads) {
        return true;
    }

    /** The same for one number of threads only. */
    default Target on(int threads) {
        return new OnThreads(threads, this);
    }

    /**
     * Ours against a peer of the same run.
     *
     * @param name the target's name
     * @param quantity of what
     * @param ours the benchmark of ours
     * @param peer the benchmark beside it; the ratio is ours / peer
     * @param atMost the greatest ratio that passes
     */
    record Ratio(String name, Quantity quantity, String ours, String peer, double atMost) implements Target {

        /** The time may be so many times the peer's. */
        Ratio(String name, String ours, String peer, double atMost) {
            this(name, TIME, ours, peer, atMost);
        }

        /** Ours takes a part of the peer's time. */
        static Ratio faster(String name, String ours, String peer, double times) {
            return new Ratio(name, ours, peer, 1 / times);
        }

        @Override
        public Verdict judge(Run run) {
            double mine = run.get(quantity, ours);
            double theirs = run.get(quantity, peer);
            double ratio = mine / theirs;
            return new Verdict(
                    ratio <= atMost,
                    String.format(
                            Locale.ROOT, "%.3fx (%s / %s)", ratio, quantity.format(mine), quantity.format(theirs)),
                    String.format(Locale.ROOT, "<=%.3fx", atMost));
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
        public Verdict judge(Run run) {
            double nanos = run.get(TIME, ours);
            return new Verdict(nanos <= atMost, TIME.format(nanos), "<=" + TIME.format(atMost));
        }
    }

    /**
     * An amount of any kind.
     *
     * @param name the target's name
     * @param quantity of what
     * @param ours the benchmark of ours
     * @param atMost the greatest that passes
     */
    record AtMost(String name, Quantity quantity, String ours, double atMost) implements Target {
        @Override
        public Verdict judge(Run run) {
            double amount = run.get(quantity, ours);
            return new Verdict(amount <= atMost, quantity.format(amount), "<=" + quantity.format(atMost));
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
        public Verdict judge(Run run) {
            double overhead = run.get(TIME, ours) - run.get(TIME, without);
            double floor = run.get(TIME, unavoidable);
            return new Verdict(
                    overhead <= floor + atMost,
                    TIME.format(overhead),
                    "<=" + TIME.format(floor + atMost) + " (" + TIME.format(floor) + " + " + TIME.format(atMost) + ")");
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
        public Verdict judge(Run run) {
            double bytes = run.get(ALLOCATION, ours);
            return new Verdict(bytes < NOISE, ALLOCATION.format(bytes), "0 B");
        }
    }

    /**
     * Another target, for one number of threads.
     *
     * @param threads how many
     * @param target the other
     */
    record OnThreads(int threads, Target target) implements Target {
        @Override
        public String name() {
            return target.name();
        }

        @Override
        public Verdict judge(Run run) {
            return target.judge(run);
        }

        @Override
        public boolean isFor(int asked) {
            return asked == threads;
        }
    }
}
