package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.histogram.HistogramSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.RepeatedTest;

/** Threads record while steps are taken: together the steps have all of it, and nothing twice. */
class RecordingWhilePublishingTest {

    private static final int THREADS = 4;
    private static final int RECORDINGS = 50_000;

    private final Published published = new Published();
    private final PostgresMeterRegistry registry = published.registry();
    private final HistogramRecorder truth = HistogramRecorder.create();

    @RepeatedTest(3)
    void nothingIsLostOrCountedTwice() throws InterruptedException {
        Timer timer = registry.timer("work");
        DistributionSummary summary = registry.summary("size");
        Counter counter = registry.counter("done");
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Thread thread = new Thread(() -> {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                for (int i = 0; i < RECORDINGS; i++) {
                    long value = random.nextLong(1, 1L << random.nextInt(1, 36));
                    record(timer, summary, counter, value);
                }
            });
            thread.start();
            threads.add(thread);
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            published.step(registry);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // A value that was counted before it was added to the sum is in the sum of the next step that sees any.
        record(timer, summary, counter, 1);
        registry.close();

        HistogramSnapshot expected = truth.snapshot();
        assertThat(merged("work_seconds").encode()).isEqualTo(expected.encode());
        assertThat(merged("work_seconds").sum()).isCloseTo(expected.sum() / 1e9, within(1e-6));
        // Exact unless a thread was between counting a value and its maximum: then it is that of its cell.
        assertThat(merged("work_seconds").max()).isCloseTo(expected.max() / 1e9, withinACell(expected.max() / 1e9));
        assertThat(merged("size").count()).isEqualTo(expected.count());
        assertThat(merged("size").sum()).isCloseTo(expected.sum(), within(1e-9 * expected.sum()));
        assertThat(merged("size").max()).isCloseTo(expected.max(), withinACell(expected.max()));
        assertThat(published.batches.get(published.batches.size() - 1).values())
                .containsEntry("done_total", THREADS * RECORDINGS + 1.0)
                .containsEntry("work_seconds_count", THREADS * RECORDINGS + 1.0);
    }

    private void record(Timer timer, DistributionSummary summary, Counter counter, long value) {
        timer.record(value, TimeUnit.NANOSECONDS);
        summary.record((double) value);
        truth.record(value);
        counter.increment();
    }

    private static Offset<Double> withinACell(double value) {
        return within(value / 16);
    }

    private HistogramSnapshot merged(String name) {
        return published.batches.stream()
                .flatMap(batch -> batch.distributions().stream())
                .filter(one -> one.series().name().equals(name))
                .map(one -> {
                    HistogramSnapshot read = Published.read(one);
                    assertThat(read.count()).isEqualTo(one.count());
                    return read;
                })
                .reduce(HistogramSnapshot::plus)
                .orElseThrow();
    }
}
