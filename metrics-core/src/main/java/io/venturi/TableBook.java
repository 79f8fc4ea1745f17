package io.venturi;

import io.venturi.instrument.ConsistentRead;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * The books of one table: what came, what left and how, and so what is in flight. Received = processed + skipped +
 * dead-lettered + in flight holds at every read; an event that leaves without having been received counts as received, too.
 */
final class TableBook {

    final HostTotal[] received = totals(Operation.COUNT);
    final HostTotal[] processed = totals(Operation.COUNT);
    final HostTotal[] skipped = totals(SkipReason.COUNT);
    final HostTotal deadLettered = new HostTotal();

    private final AtomicLong inFlight = new AtomicLong();

    /** The books at one moment. */
    static final class Balance {

        private final long[] received;
        private final long[] processed;
        private final long[] skipped;
        private final long deadLettered;

        Balance(long[] received, long[] processed, long[] skipped, long deadLettered) {
            this.received = received;
            this.processed = processed;
            this.skipped = skipped;
            this.deadLettered = deadLettered;
        }

        long received(Operation operation) {
            return received[operation.ordinal()];
        }

        long processed(Operation operation) {
            return processed[operation.ordinal()];
        }

        long skipped(SkipReason reason) {
            return skipped[reason.ordinal()];
        }

        long deadLettered() {
            return deadLettered;
        }

        long inFlight() {
            return sum(received) - sum(processed) - sum(skipped) - deadLettered;
        }

        private static long sum(long[] values) {
            return Arrays.stream(values).sum();
        }
    }

    void receive(Operation operation, long count) {
        received[operation.ordinal()].add(count);
    }

    /** Puts received events in flight; only now may they leave. */
    void enter(long count) {
        inFlight.addAndGet(count);
    }

    /** Takes events out of flight and says how many were in it; the others are received now. Count them as gone after. */
    long leave(Operation operation, long count) {
        long held;
        long taken;
        do {
            held = inFlight.get();
            taken = Math.min(held, count);
        } while (taken > 0 && !inFlight.compareAndSet(held, held - taken));
        if (taken < count) {
            received[operation.ordinal()].add(count - taken);
        }
        return taken;
    }

    /** The books as this scrape sees them. */
    Balance balance() {
        return ConsistentRead.capture(this, this::capture);
    }

    private Balance capture() {
        // What left is read before what came: each event that left came before, so nothing can be owed.
        long[] kept = sums(processed, HostTotal::boundSum);
        long[] out = sums(processed, HostTotal::recordedSum);
        long[] dropped = sums(skipped, HostTotal::sum);
        long dead = deadLettered.sum();
        long[] in = sums(received, HostTotal::sum);
        for (int op = 0; op < in.length; op++) {
            out[op] += kept[op];
            if (!received[op].isBound()) {
                in[op] += kept[op];
            }
        }
        Balance balance = new Balance(in, out, dropped, dead);
        long owed = -balance.inFlight();
        if (owed > 0) {
            // Only a host's own figures can get here: what left of them unannounced is received, for good.
            received[Operation.OTHER.ordinal()].add(owed);
            in[Operation.OTHER.ordinal()] += owed;
        }
        return balance;
    }

    private static HostTotal[] totals(int size) {
        HostTotal[] totals = new HostTotal[size];
        for (int i = 0; i < size; i++) {
            totals[i] = new HostTotal();
        }
        return totals;
    }

    private static long[] sums(HostTotal[] totals, ToLongFunction<HostTotal> kind) {
        return Arrays.stream(totals).mapToLong(kind).toArray();
    }
}
