package io.venturi.histogram;

/**
 * A stripe beside others. What one thread writes in it lies in no cache line of another's: else each write of a neighbour would
 * cost as much as meeting it.
 */
final class SpreadStripe extends Stripe {

    // Behind the fields of the superclass: lines come in pairs of 64 bytes.
    long p0;
    long p1;
    long p2;
    long p3;
    long p4;
    long p5;
    long p6;
    long p7;
    long p8;
    long p9;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
    long p15;

    // In an array, behind the references that all threads read: the first stripe mostly follows it in memory.
    private static final int PADDING = 32;

    /** An array of those of another, or of none, and of new ones. */
    static SpreadStripe[] array(SpreadStripe[] present, int count) {
        SpreadStripe[] all = new SpreadStripe[count + PADDING];
        for (int i = 0; i < count; i++) {
            all[i] = i < count(present) ? present[i] : new SpreadStripe();
        }
        return all;
    }

    /** How many there are in an array. */
    static int count(SpreadStripe[] all) {
        return Math.max(0, all.length - PADDING);
    }
}
