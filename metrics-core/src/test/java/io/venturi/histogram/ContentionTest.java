package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that record at once lose nothing: every count is that of one thread after the other. */
class ContentionTest {

    private static final int THREADS = 8;
    private static final long[] BOUNDS = {0, 1, 31, 32, 33, 1_000, 1_001, 1_000_000, 10_000_000_000L, 1L << 39};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyCountIsExact(int digits) throws InterruptedException {
        recordsExactly(digits, 500_000);
    }

    @Test
    @Tag("long")
    void everyCountIsExactAfterTenMillionsOfEachThread() throws InterruptedException {
        recordsExactly(1, 10_000_000);
    }

    private static void recordsExactly(int digits, int each) throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.supplier(digits, BOUNDS).get();
        Histogram[] truths = new Histogram[THREADS];
        long[] sums = new long[THREADS];
        AtomicLongArray cumulative = new AtomicLongArray(BOUNDS.length);
        Threads.start(THREADS, thread -> {
                    SplittableRandom random = new SplittableRandom(thread);
                    Histogram truth = new Histogram(1, Long.MAX_VALUE, digits);
                    long[] atOrBelow = new long[BOUNDS.length];
                    long sum = 0;
                    for (int i = 0; i < each; i++) {
                        long value = random.nextLong() >>> (24 + random.nextInt(40));
                        recorder.record(value);
                        truth.recordValue(value);
                        sum = Math.addExact(sum, value);
                        for (int bound = BOUNDS.length - 1; bound >= 0 && value <= BOUNDS[bound]; bound--) {
                            atOrBelow[bound]++;
                        }
                    }
                    truths[thread] = truth;
                    sums[thread] = sum;
                    for (int bound = 0; bound < BOUNDS.length; bound++) {
                        cumulative.addAndGet(bound, atOrBelow[bound]);
                    }
                })
                .join();
        Histogram truth = new Histogram(1, Long.MAX_VALUE, digits);
        for (Histogram one : truths) {
            truth.add(one);
        }

        HistogramSnapshot snapshot = recorder.snapshot();

        assertThat(snapshot.count()).isEqualTo((long) THREADS * each);
        assertThat(snapshot.wholeSum()).isEqualTo(Arrays.stream(sums).reduce(0, Math::addExact));
        assertThat(snapshot.toHdrHistogram()).isEqualTo(truth);
        assertThat(truth.highestEquivalentValue((long) snapshot.max())).isEqualTo(truth.getMaxValue());
        for (int bound = 0; bound < BOUNDS.length; bound++) {
            assertThat(snapshot.cumulativeCount(bound))
                    .as("up to %d", BOUNDS[bound])
                    .isEqualTo(cumulative.get(bound));
        }
    }

    @Test
    void fractionsAreAsExact() throws InterruptedException {
        ScaledHistogramRecorder recorder =
                ScaledHistogramRecorder.supplier(1, 0.25, 0.5, 0.75).get();
        int each = 200_000;
        Threads.start(THREADS, thread -> {
                    for (int i = 0; i < each; i++) {
                        recorder.record((i & 7) / 8.0);
                    }
                })
                .join();
        HistogramSnapshot snapshot = recorder.snapshot();
        long all = (long) THREADS * each;
        assertThat(snapshot.count()).isEqualTo(all);
        assertThat(snapshot.sum()).isEqualTo(all * 3.5 / 8);
        assertThat(snapshot.max()).isEqualTo(7 / 8.0);
        assertThat(snapshot.cumulativeCount(0)).isEqualTo(all * 3 / 8);
        assertThat(snapshot.cumulativeCount(1)).isEqualTo(all * 5 / 8);
        assertThat(snapshot.cumulativeCount(2)).isEqualTo(all * 7 / 8);
    }

    @Test
    void cellsThatOutgrowTheirCountersStayExact() throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.supplier(1, 5).get();
        int each = 40_000;
        long times = 100_003;
        Threads.start(THREADS, thread -> {
                    for (int i = 0; i < each; i++) {
                        recorder.record(5, times);
                        recorder.record(5);
                        recorder.record(1_000 + i % 10);
                    }
                })
                .join();
        HistogramSnapshot snapshot = recorder.snapshot();
        long all = (long) THREADS * each;
        long fives = all * (times + 1);
        assertThat(fives).isGreaterThan(10L * Integer.MAX_VALUE);
        assertThat(snapshot.cumulativeCount(0)).isEqualTo(fives);
        assertThat(snapshot.toHdrHistogram().getCountAtValue(5)).isEqualTo(fives);
        assertThat(snapshot.count()).isEqualTo(fives + all);
    }

    @Test
    void rejectedValuesAreCounted() throws InterruptedException {
        ScaledHistogramRecorder recorder = ScaledHistogramRecorder.create();
        Threads.start(THREADS, thread -> {
                    for (int i = 0; i < 10_000; i++) {
                        recorder.record(Double.NaN);
                        recorder.record(-1);
                    }
                })
                .join();
        assertThat(recorder.rejected()).isEqualTo(THREADS * 20_000L);
        assertThat(recorder.snapshot().count()).isZero();
    }
}
