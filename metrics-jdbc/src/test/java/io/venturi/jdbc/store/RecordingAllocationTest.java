package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recording allocates nothing and reads no clock. */
class RecordingAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final AtomicLong clockReads = new AtomicLong();
    private final PostgresMeterRegistry registry = new PostgresMeterRegistry(
            Published.config(), (samples, distributions) -> {}, new CountingClock(), nanos -> {});
    private final Timer timer = registry.timer("work");
    private final DistributionSummary summary = registry.summary("size");
    private final Counter counter = registry.counter("done");

    private final class CountingClock implements Clock {

        @Override
        public long wallTime() {
            clockReads.incrementAndGet();
            return Clock.SYSTEM.wallTime();
        }

        @Override
        public long monotonicTime() {
            clockReads.incrementAndGet();
            return Clock.SYSTEM.monotonicTime();
        }
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private void record(int i) {
        timer.record(i * 1_000L, TimeUnit.NANOSECONDS);
        summary.record(i);
        counter.increment();
    }

    @Test
    void allocatesNothing() {
        int rounds = 20_000;
        long least = Long.MAX_VALUE;
        // The first rounds warm up; a round in which the compiler allocates is not the rule.
        for (int attempt = 0; attempt < 10 && least > rounds / 10; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                record(i);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d rounds", rounds).isLessThan(rounds / 10);
    }

    @Test
    void readsNoClock() {
        long before = clockReads.get();
        record(5);
        assertThat(clockReads.get()).isEqualTo(before);
    }
}
