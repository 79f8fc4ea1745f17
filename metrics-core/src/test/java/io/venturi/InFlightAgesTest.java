package io.venturi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The oldest in flight: exact where order is kept, never younger than the truth, and not much older. */
class InFlightAgesTest {

    private static final long NOW = 1_790_000_000_000L;

    @Property
    void isNeverYoungerThanTheTruth(@ForAll long seed, @ForAll @IntRange(min = 1, max = 45) int spread) {
        Random random = new Random(seed);
        InFlightAges ages = new InFlightAges();
        TreeMap<Long, Long> truth = new TreeMap<>();
        for (int step = 0; step < 500; step++) {
            if (truth.isEmpty() || random.nextInt(5) < 3) {
                long timestamp = 1 + Math.abs(NOW - (random.nextLong() >>> (64 - spread)));
                int count = 1 + random.nextInt(3);
                ages.add(timestamp, count);
                truth.merge(timestamp, (long) count, Long::sum);
            } else {
                removeOne(random, ages, truth);
            }
            if (truth.isEmpty()) {
                assertThat(ages.oldest()).isEqualTo(InFlightAges.NONE);
            } else {
                assertThat(ages.oldest()).isLessThanOrEqualTo(truth.firstKey()).isNotEqualTo(InFlightAges.NONE);
            }
        }
    }

    private static void removeOne(Random random, InFlightAges ages, Map<Long, Long> truth) {
        List<Long> timestamps = new ArrayList<>(truth.keySet());
        long timestamp = timestamps.get(random.nextInt(timestamps.size()));
        truth.computeIfPresent(timestamp, (key, count) -> count == 1 ? null : count - 1);
        if (random.nextInt(4) == 0) {
            ages.removeUntimed(1);
        } else {
            ages.remove(timestamp, 1);
        }
    }

    @Property(tries = 50)
    void isExactWhereOrderIsKept(
            @ForAll @LongRange(min = 1, max = 60_000) long stepMillis,
            @ForAll @IntRange(min = 1, max = 500) int backlog) {
        InFlightAges ages = new InFlightAges();
        for (int i = 0; i < 5_000; i++) {
            ages.add(NOW + i * stepMillis, 1);
            if (i >= backlog) {
                ages.remove(NOW + (i - backlog) * stepMillis, 1);
                assertThat(ages.oldest()).isEqualTo(NOW + (i - backlog + 1) * stepMillis);
            }
        }
    }

    @Test
    void aBatchTakesTheEventsUpToItsNewest() {
        InFlightAges ages = new InFlightAges();
        for (int i = 0; i < 100; i++) {
            ages.add(NOW + i * 100L, 1);
        }
        ages.remove(NOW + 59 * 100L, 60);
        assertThat(ages.oldest()).isEqualTo(NOW + 60 * 100L);
    }

    @Test
    void aBusyPipelineThatAcknowledgesInBatchesStaysExact() {
        InFlightAges ages = new InFlightAges();
        for (int i = 0; i < 100; i++) {
            ages.add(NOW + i, 1);
        }
        for (int batch = 0; batch < 1_000; batch++) {
            for (int i = 0; i < 37; i++) {
                ages.add(NOW + 100 + batch * 37L + i, 1);
            }
            ages.remove(NOW + batch * 37L + 36, 37);
            assertThat(ages.oldest()).isEqualTo(NOW + (batch + 1) * 37L);
        }
    }

    @Test
    void moreTimestampsThanItKeepsAreMergedToTheOlderSide() {
        InFlightAges ages = new InFlightAges();
        int events = 100_000;
        for (int i = 0; i < events; i++) {
            ages.add(NOW + i, 1);
        }
        for (int i = 0; i < events - 1; i++) {
            ages.remove(NOW + i, 1);
            assertThat(ages.oldest()).isBetween(NOW + i + 1 - 64, NOW + i + 1L);
        }
        ages.remove(NOW + events - 1, 1);
        assertThat(ages.oldest()).isEqualTo(InFlightAges.NONE);
    }

    @Test
    void aStuckEventDoesNotSlowOrBlurTheOthers() {
        InFlightAges ages = new InFlightAges();
        ages.add(NOW, 1);
        for (int i = 1; i < 100_000; i++) {
            ages.add(NOW + i, 1);
            ages.remove(NOW + i, 1);
        }
        ages.add(NOW + 200_000, 1);
        assertThat(ages.oldest()).isEqualTo(NOW);
        ages.remove(NOW, 1);
        assertThat(ages.oldest()).isEqualTo(NOW + 200_000);
    }

    @Test
    void oneAbsurdTimestampDoesNotBlurTheRestForEver() {
        InFlightAges ages = new InFlightAges();
        ages.add(1, 1);
        for (int i = 0; i < 1_000; i++) {
            ages.add(NOW + i * 10L, 1);
        }
        assertThat(ages.oldest()).isEqualTo(1);
        ages.remove(1, 1);
        for (int i = 0; i < 20_000; i++) {
            ages.add(NOW + 10_000 + i * 10L, 1);
            ages.remove(NOW + i * 10L, 1);
        }
        assertThat(ages.oldest()).isEqualTo(NOW + 200_000);
    }

    @Test
    void timesBeyondWhatItKeepsAreTakenForOlder() {
        InFlightAges ages = new InFlightAges();
        ages.add(Long.MAX_VALUE, 1);
        assertThat(ages.oldest()).isGreaterThan(NOW);
        ages.remove(Long.MAX_VALUE, 1);
        assertThat(ages.oldest()).isEqualTo(InFlightAges.NONE);
    }

    @Test
    void roomTakenInAnOutageIsGivenBack() {
        TimestampRuns runs = new TimestampRuns();
        for (int i = 0; i < 16_000; i++) {
            runs.add(NOW + i, 1);
        }
        assertThat(runs.room()).isGreaterThan(8_000);
        runs.remove(NOW + 16_000, 16_000);
        runs.add(NOW, 1);
        assertThat(runs.room()).isLessThan(100);
    }

    @Test
    void threadsThatMeetLoseNothing() throws Exception {
        InFlightAges ages = new InFlightAges();
        inThreads(4, thread -> {
            long base = NOW + thread;
            for (int i = 0; i < 200_000; i++) {
                ages.add(base + i, 1);
                if (ages.oldest() > base + i) {
                    throw new AssertionError("in flight, and taken for younger");
                }
                ages.remove(base + i, 1);
            }
        });
        assertThat(ages.oldest()).isEqualTo(InFlightAges.NONE);
    }

    @Test
    void threadsThatMeetWhileTheTableIsNeverIdleLeaveNothingStaleBehind() throws Exception {
        InFlightAges ages = new InFlightAges();
        int backlog = 50;
        int events = 200_000;
        int threads = 4;
        inThreads(threads, thread -> {
            for (int i = 0; i < events; i++) {
                ages.add(NOW + i, 1);
                if (i >= backlog) {
                    ages.remove(NOW + i - backlog, 1);
                }
            }
        });
        assertThat(ages.oldest()).isEqualTo(NOW + events - backlog);
        for (int i = events - backlog; i < events; i++) {
            ages.remove(NOW + i, threads);
        }
        assertThat(ages.oldest()).isEqualTo(InFlightAges.NONE);
    }

    private static void inThreads(int threads, IntConsumer work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> running = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    work.accept(number);
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
