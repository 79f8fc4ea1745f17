package io.venturi;

import io.venturi.instrument.ConsistentRead;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The books of one table: what came, what left and how, and so what is in flight. Received = processed + skipped +
 * dead-lettered + in flight holds at every read; an event that leaves without having been received counts as received, too.
 * Where figures that the host keeps itself contradict each other or cannot be read, what is in flight is unknown.
 * Thread-safe; recording takes no lock.
 */
final class TableBook {

    private final HostTotal[] received = totals(Operation.COUNT);
    private final HostTotal[] processed = totals(Operation.COUNT);
    private final HostTotal[] skipped = totals(SkipReason.COUNT);
    private final HostTotal deadLettered = new HostTotal();

    private final AtomicLong inFlight = new AtomicLong();

    // The host counts itself what comes: then nothing that leaves is received on the side.
    private volatile boolean receivedIsBound;

    /** The books at one moment. */
    static final class Balance {

        private final long[] received;
        private final long[] processed;
        private final long[] skipped;
        private final long deadLettered;
        private final boolean trusted;

        Balance(long[] received, long[] processed, long[] skipped, long deadLettered, boolean trusted) {
            this.received = received;
            this.processed = processed;
            this.skipped = skipped;
            this.deadLettered = deadLettered;
            this.trusted = trusted;
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

        /** What is in flight; negative when it is unknown. */
        long inFlight() {
            return trusted ? sum(received) - sum(processed) - sum(skipped) - deadLettered : -1;
        }
    }

    HostTotal received(Operation operation) {
        return received[operation.ordinal()];
    }

    HostTotal processed(Operation operation) {
        return processed[operation.ordinal()];
    }

    HostTotal skipped(SkipReason reason) {
        return skipped[reason.ordinal()];
    }

    HostTotal deadLettered() {
        return deadLettered;
    }

    void receivedIsBound() {
        receivedIsBound = true;
    }

    void receive(Operation operation, long count) {
        received(operation).add(count);
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
        if (taken < count && !receivedIsBound) {
            received(operation).add(count - taken);
        }
        return taken;
    }

    /** Takes all out of flight and says how many that were. Count them as gone after. */
    long leaveAll() {
        return inFlight.getAndSet(0);
    }

    /** The books as this scrape sees them. */
    Balance balance() {
        return ConsistentRead.capture(this, this::capture);
    }

    private Balance capture() {
        // What left is read before what came: each event that left came before, so nothing can be owed.
        long[] keptProcessed = sums(processed, HostTotal::keptSum);
        long[] out = sums(processed, HostTotal::recordedSum);
        long[] keptSkipped = sums(skipped, HostTotal::keptSum);
        long[] dropped = sums(skipped, HostTotal::recordedSum);
        long keptDead = deadLettered.keptSum();
        long dead = deadLettered.recordedSum() + keptDead;
        long[] in = sums(received, HostTotal::sum);
        if (!receivedIsBound) {
            // A host that only keeps what left: that came, too.
            add(in, keptProcessed);
            in[Operation.OTHER.ordinal()] += sum(keptSkipped) + keptDead;
        }
        add(out, keptProcessed);
        add(dropped, keptSkipped);
        return new Balance(in, out, dropped, dead, isTrusted());
    }

    private boolean isTrusted() {
        return deadLettered.isTrusted()
                && Stream.of(received, processed, skipped)
                        .flatMap(Arrays::stream)
                        .allMatch(HostTotal::isTrusted);
    }

    private static HostTotal[] totals(int size) {
        return Stream.generate(HostTotal::new).limit(size).toArray(HostTotal[]::new);
    }

    private static long[] sums(HostTotal[] totals, ToLongFunction<HostTotal> kind) {
        return Arrays.stream(totals).mapToLong(kind).toArray();
    }

    private static void add(long[] to, long[] values) {
        Arrays.setAll(to, i -> to[i] + values[i]);
    }

    private static long sum(long[] values) {
        return Arrays.stream(values).sum();
    }
}
