package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Snapshots that are taken while threads record: each holds all that one before it held, and none holds half a value. */
class SnapshotsWhileRecordingTest {

    private static final int RECORDERS = 3;

    @Test
    void neverGoBackwardsAndTheLastIsExact() throws InterruptedException {
        HistogramRecorder recorder =
                HistogramRecorder.supplier(1, 10, 100, 1_000, 500_000).get();
        int each = 1_000_000;
        Threads threads = Threads.start(RECORDERS, thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < each; i++) {
                recorder.record(random.nextLong() >>> (34 + random.nextInt(30)));
            }
        });
        HistogramSnapshot before = recorder.snapshot();
        while (threads.areRunning()) {
            before = checkedAfter(before, recorder.snapshot());
        }
        threads.join();
        HistogramSnapshot last = checkedAfter(before, recorder.snapshot());
        assertThat(last.count()).isEqualTo((long) RECORDERS * each);
        assertThat(recorder.snapshot()).isEqualTo(last);
    }

    private static HistogramSnapshot checkedAfter(HistogramSnapshot earlier, HistogramSnapshot snapshot) {
        // Refused if any cell or any count at a bound went backwards.
        HistogramSnapshot rest = snapshot.minus(earlier);
        assertThat(rest.count()).isEqualTo(snapshot.count() - earlier.count());
        assertThat(snapshot.wholeSum()).isGreaterThanOrEqualTo(earlier.wholeSum());
        assertThat(snapshot.max()).isGreaterThanOrEqualTo(earlier.max());
        for (int bound = 1; bound < snapshot.boundCount(); bound++) {
            assertThat(snapshot.cumulativeCount(bound))
                    .isBetween(snapshot.cumulativeCount(bound - 1), snapshot.count());
        }
        return snapshot;
    }

    @Test
    void aSumIsNeverAheadOfTheCountsAlsoAcrossStripes() throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.create();
        Stripe counting = stripeOfThread(recorder, 0);
        Stripe summing = stripeOfThread(recorder, DistributionRecorder.MAX_STRIPES - 1);
        assertThat(counting).isNotSameAs(summing);
        int each = 3_000_000;
        // What record does when it meets another thread between the two.
        Threads threads = Threads.start(1, thread -> {
            for (int i = 0; i < each; i++) {
                assertThat(counting.tryAdd(7, recorder.layout, 1)).isTrue();
                assertThat(summing.tryAddToSum(7L)).isNotNegative();
            }
        });
        HistogramReading reading = new HistogramReading();
        do {
            recorder.read(reading);
            assertThat(reading.sum()).isLessThanOrEqualTo(7.0 * reading.count());
        } while (threads.areRunning());
        threads.join();
    }

    /** That of the next thread whose number has this remainder. */
    private static Stripe stripeOfThread(HistogramRecorder recorder, int remainder) throws InterruptedException {
        for (int stripes = 1; stripes < DistributionRecorder.MAX_STRIPES; stripes *= 2) {
            recorder.spread();
        }
        AtomicReference<Stripe> found = new AtomicReference<>();
        while (found.get() == null) {
            Threads.start(1, thread -> {
                        if (Thread.currentThread().getId() % DistributionRecorder.MAX_STRIPES == remainder) {
                            found.set(recorder.stripe());
                        }
                    })
                    .join();
        }
        return found.get();
    }

    @Test
    void aMaximumIsNeverThatOfAValueThatIsNotCounted() throws InterruptedException {
        CellLayout layout = CellLayout.ofDigits(1);
        AtomicReference<HistogramRecorder> current = new AtomicReference<>(HistogramRecorder.create());
        AtomicBoolean done = new AtomicBoolean();
        Threads threads = Threads.start(2, thread -> {
            HistogramRecorder last = null;
            while (!done.get()) {
                HistogramRecorder recorder = Objects.requireNonNull(current.get());
                if (thread == 0) {
                    recorder.takeMax();
                } else if (recorder != last) {
                    // Each in a cell of its own.
                    for (int cell = 0; cell < layout.cellCount(); cell++) {
                        recorder.record(layout.highest(cell));
                    }
                    last = recorder;
                }
            }
        });
        for (int round = 0; round < 500; round++) {
            HistogramRecorder recorder = HistogramRecorder.create();
            current.set(recorder);
            HistogramSnapshot snapshot;
            do {
                snapshot = recorder.snapshot();
                assertThat(snapshot.max())
                        .isLessThanOrEqualTo((double) snapshot.toHdrHistogram().getMaxValue());
            } while (snapshot.count() < layout.cellCount());
        }
        done.set(true);
        threads.join();
    }

    @Test
    void noMaximumIsLostToTheOneWhoTakesIt() throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.create();
        int each = 300_000;
        Threads threads = Threads.start(RECORDERS, thread -> {
            for (int i = 1; i <= each; i++) {
                recorder.record((long) i * RECORDERS - thread);
            }
        });
        double taken = 0;
        double seen = 0;
        while (threads.areRunning()) {
            taken = Math.max(taken, recorder.takeMax());
            double max = recorder.snapshot().max();
            assertThat(max).isGreaterThanOrEqualTo(seen).isGreaterThanOrEqualTo(taken);
            seen = max;
        }
        threads.join();
        taken = Math.max(taken, recorder.takeMax());
        assertThat(taken).isEqualTo((double) each * RECORDERS);
        assertThat(recorder.snapshot().max()).isEqualTo(taken);
        assertThat(recorder.takeMax()).isZero();
    }
}
