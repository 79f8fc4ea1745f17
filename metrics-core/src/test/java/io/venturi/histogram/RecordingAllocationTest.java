package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In steady state neither recording nor reading into the same reading allocates, whether threads have met or not. */
class RecordingAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofWholeNumbers(boolean striped) {
        HistogramRecorder recorder =
                HistogramRecorder.supplier(1, 500, 5_000, 50_000).get();
        HistogramReading reading = new HistogramReading();
        spread(recorder, striped);
        long[] next = {0};
        assertAllocatesNothing(() -> recorder.record(next[0]++ & 0xffff));
        assertAllocatesNothing(() -> recorder.record(next[0]++ & 0xffff, 1L << 31));
        assertAllocatesNothing(() -> recorder.record(-1));
        assertAllocatesNothing(() -> recorder.read(reading));
        assertAllocatesNothing(recorder::takeMax);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofFractions(boolean striped) {
        ScaledHistogramRecorder recorder =
                ScaledHistogramRecorder.supplier(1, 0.1, 0.5, 1).get();
        HistogramReading reading = new HistogramReading();
        spread(recorder, striped);
        long[] next = {0};
        assertAllocatesNothing(() -> recorder.record((next[0]++ & 0xffff) / 65_536.0));
        assertAllocatesNothing(() -> recorder.record(Double.NaN));
        assertAllocatesNothing(() -> recorder.read(reading));
    }

    private static void spread(DistributionRecorder recorder, boolean striped) {
        for (int stripes = 1; striped && stripes < DistributionRecorder.MAX_STRIPES; stripes *= 2) {
            recorder.spread();
        }
    }

    private static void assertAllocatesNothing(Runnable work) {
        int rounds = 20_000;
        long least = Long.MAX_VALUE;
        // The first rounds warm up; a round in which the compiler allocates is not the rule.
        for (int attempt = 0; attempt < 10 && least > 0; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                work.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d rounds", rounds).isZero();
    }
}
