package io.venturi;

/**
 * How many events of which age: a multiset of timestamps in a fixed number of slots, coarse where it spans much time and
 * fine where it spans little. Each slot knows the oldest timestamp that it took since it was last empty.
 *
 * <p>What it holds is never younger than what was put in, so its oldest timestamp may be older than the true one, never
 * younger. Taking out an event that is newer than the one meant keeps that so; every shortcut below errs on that side.
 * Not thread-safe.
 */
final class AgeRing {

    private static final int SLOTS = 128;

    /** Slots start at 8 ms: a source's timestamps are not finer than its commits. */
    private static final int FINEST_SHIFT = 3;

    private long[] counts = new long[SLOTS];
    private long[] oldest = new long[SLOTS];
    private long[] spareCounts = new long[SLOTS];
    private long[] spareOldest = new long[SLOTS];
    private int shift = FINEST_SHIFT;
    private long total;

    // Keys (timestamp >> shift) of the lowest and highest slots that are not empty; less than SLOTS apart.
    private long low;
    private long high;

    boolean isEmpty() {
        return total == 0;
    }

    /** The oldest timestamp; only when not empty. */
    long oldest() {
        return oldest[slot(low)];
    }

    void add(long timestamp, long count) {
        if (total == 0) {
            shift = FINEST_SHIFT;
            low = high = timestamp >> shift;
        } else {
            makeRoomFor(timestamp);
        }
        int slot = slot(timestamp >> shift);
        oldest[slot] = counts[slot] == 0 ? timestamp : Math.min(oldest[slot], timestamp);
        counts[slot] += count;
        total += count;
    }

    /**
     * Takes out {@code count} events: the newest that are not newer than {@code timestamp}, and where there are too few,
     * the newest of all.
     *
     * @return how many there were not
     */
    long remove(long timestamp, long count) {
        if (total == 0) {
            return count;
        }
        long missing = take(Math.min(timestamp >> shift, high), count);
        if (missing > 0) {
            missing = take(high, missing);
        }
        if (total > 0) {
            trim();
        }
        return missing;
    }

    private long take(long newestKey, long count) {
        long wanted = count;
        for (long key = newestKey; key >= low && wanted > 0; key--) {
            int slot = slot(key);
            long taken = Math.min(counts[slot], wanted);
            counts[slot] -= taken;
            total -= taken;
            wanted -= taken;
        }
        return wanted;
    }

    private void trim() {
        while (counts[slot(low)] == 0) {
            low++;
        }
        while (counts[slot(high)] == 0) {
            high--;
        }
        // An eighth, so that coarse and fine do not alternate; each finer step at most doubles the span.
        if (shift > FINEST_SHIFT && high - low < SLOTS / 8) {
            respread(shift - 1);
        }
    }

    private void makeRoomFor(long timestamp) {
        int needed = shift;
        while (Math.max(high >> (needed - shift), timestamp >> needed)
                        - Math.min(low >> (needed - shift), timestamp >> needed)
                >= SLOTS) {
            needed++;
        }
        if (needed > shift) {
            respread(needed);
        }
        long key = timestamp >> shift;
        low = Math.min(low, key);
        high = Math.max(high, key);
    }

    private void respread(int newShift) {
        long newLow = oldest[slot(low)] >> newShift;
        long newHigh = newLow;
        for (long key = low; key <= high; key++) {
            int from = slot(key);
            if (counts[from] > 0) {
                newHigh = oldest[from] >> newShift;
                int to = slot(newHigh);
                spareOldest[to] = spareCounts[to] == 0 ? oldest[from] : Math.min(spareOldest[to], oldest[from]);
                spareCounts[to] += counts[from];
                counts[from] = 0;
            }
        }
        swapSpares();
        shift = newShift;
        low = newLow;
        high = newHigh;
    }

    private void swapSpares() {
        long[] emptied = counts;
        counts = spareCounts;
        spareCounts = emptied;
        long[] stale = oldest;
        oldest = spareOldest;
        spareOldest = stale;
    }

    private static int slot(long key) {
        return (int) key & (SLOTS - 1);
    }
}
