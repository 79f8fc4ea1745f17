package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
    void totalsAreNeverAheadOfTheCounts() throws InterruptedException {
        long value = 1_000;
        int rounds = 3_000;
        // Many young recorders: while stripes are few, threads meet, count in one stripe and sum up in another.
        AtomicReferenceArray<HistogramRecorder> recorders = new AtomicReferenceArray<>(rounds);
        for (int round = 0; round < rounds; round++) {
            recorders.set(round, HistogramRecorder.create());
        }
        Threads threads = Threads.start(RECORDERS, thread -> {
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < 200; i++) {
                    recorders.get(round).record(value);
                }
            }
        });
        HistogramReading reading = new HistogramReading();
        for (int round = 0; round < rounds; ) {
            recorders.get(round).read(reading);
            long count = reading.count();
            assertThat(reading.sum()).isLessThanOrEqualTo((double) value * count);
            assertThat(reading.max()).isBetween(count == 0 ? 0.0 : 992.0, count == 0 ? 0.0 : value);
            if (count == RECORDERS * 200L || !threads.areRunning()) {
                round++;
            }
        }
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
