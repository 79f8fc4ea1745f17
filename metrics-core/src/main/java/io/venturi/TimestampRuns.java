package io.venturi;

import java.util.Arrays;

/**
 * A multiset of timestamps: runs of equal ones, ascending. Appending at the young end and taking from the old end cost a few
 * reads, which is what pipelines do; anything between costs a binary search. Exact while there are at most {@value
 * #MAX_RUNS} different timestamps; beyond that neighbours are merged under the older one.
 *
 * <p>So what it holds may be older than what was put in, but never younger. Taking out a younger event than the one meant
 * keeps that so, and every shortcut errs on that side. Not thread-safe.
 */
final class TimestampRuns {

    /** More than a common buffer holds; 256 KiB, given back once nothing is in flight. */
    private static final int MAX_RUNS = 1 << 14;

    private static final int INITIAL_RUNS = 32;

    /** Up to here an emptied table keeps its room: it will need it again. */
    private static final int KEPT_RUNS = 1 << 11;

    // The runs are [from, to); those at both ends are not empty, those between may be.
    private long[] times = new long[INITIAL_RUNS];
    private long[] counts = new long[INITIAL_RUNS];
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    /** For how many runs there is room now. */
    int room() {
        return times.length;
    }

    /** The oldest timestamp; only when not empty. */
    long oldest() {
        return times[from];
    }

    void add(long time, long count) {
        if (from == to) {
            clear();
        }
        if (to == times.length) {
            makeRoom();
        }
        int at = from == to || time > times[to - 1] ? to : lastNotAfter(time) + 1;
        if (at > from && times[at - 1] == time) {
            counts[at - 1] += count;
        } else {
            insert(at, time, count);
        }
    }

    /**
     * Takes out {@code count} events: the youngest that are not younger than {@code time}, and where there are too few, the
     * youngest of all.
     *
     * @return how many there were not
     */
    long remove(long time, long count) {
        if (from == to) {
            return count;
        }
        long missing = take(times[from] == time ? from : lastNotAfter(time), count);
        if (missing > 0) {
            missing = take(to - 1, missing);
        }
        trim();
        return missing;
    }

    void clear() {
        from = to = 0;
        if (times.length > KEPT_RUNS) {
            times = new long[INITIAL_RUNS];
            counts = new long[INITIAL_RUNS];
        }
    }

    private long take(int youngest, long count) {
        long wanted = count;
        for (int run = youngest; run >= from && wanted > 0; run--) {
            long taken = Math.min(counts[run], wanted);
            counts[run] -= taken;
            wanted -= taken;
        }
        return wanted;
    }

    private void trim() {
        while (from < to && counts[from] == 0) {
            from++;
        }
        while (from < to && counts[to - 1] == 0) {
            to--;
        }
    }

    /** The last run that is not after {@code time}; {@code from - 1} if all are. */
    private int lastNotAfter(long time) {
        int found = Arrays.binarySearch(times, from, to, time);
        return found >= 0 ? found : -found - 2;
    }

    private void insert(int at, long time, long count) {
        System.arraycopy(times, at, times, at + 1, to - at);
        System.arraycopy(counts, at, counts, at + 1, to - at);
        times[at] = time;
        counts[at] = count;
        to++;
    }

    private void makeRoom() {
        dropEmpty();
        if (to > times.length / 2) {
            if (times.length < MAX_RUNS) {
                times = Arrays.copyOf(times, times.length * 2);
                counts = Arrays.copyOf(counts, counts.length * 2);
            } else {
                mergeNeighbours();
            }
        }
    }

    private void dropEmpty() {
        int kept = 0;
        for (int run = from; run < to; run++) {
            if (counts[run] > 0) {
                times[kept] = times[run];
                counts[kept] = counts[run];
                kept++;
            }
        }
        from = 0;
        to = kept;
    }

    /** Merges the runs that are closest to each other: those within the smallest power of two that halves their number. */
    private void mergeNeighbours() {
        int shift = 1;
        while (runsAt(shift) > MAX_RUNS / 2) {
            shift++;
        }
        int kept = 0;
        for (int run = 1; run < to; run++) {
            if (times[run] >> shift == times[kept] >> shift) {
                counts[kept] += counts[run];
            } else {
                kept++;
                times[kept] = times[run];
                counts[kept] = counts[run];
            }
        }
        to = kept + 1;
    }

    private int runsAt(int shift) {
        int runs = 1;
        for (int run = 1; run < to; run++) {
            if (times[run] >> shift != times[run - 1] >> shift) {
                runs++;
            }
        }
        return runs;
    }
}
