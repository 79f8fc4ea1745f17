package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySpoolTest {

    private final MockClock clock = new MockClock();
    private final StoreBooks books = new StoreBooks();
    private final MemorySpool spool = new MemorySpool(100_000, Duration.ofHours(1), clock, books);

    private List<Long> drained() {
        List<Long> numbers = new ArrayList<>();
        for (SampleBatch batch = spool.first(); batch != null; batch = spool.first()) {
            numbers.add(batch.seq());
            assertThat(spool.removeFirst()).isTrue();
        }
        assertThat(spool.size()).isZero();
        assertThat(spool.bytes()).as("as before anything came").isZero();
        return numbers;
    }

    @Test
    void givesBackWhatWasAddedInOrder() {
        for (int seq = 1; seq <= 5; seq++) {
            spool.add(Figures.batch(seq, 10));
        }
        assertThat(spool.size()).isEqualTo(50);
        assertThat(spool.first()).isSameAs(spool.first());
        assertThat(drained()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void theOldestGoWhereThereIsNoRoom() {
        for (int seq = 1; seq <= 100; seq++) {
            spool.add(Figures.batch(seq, 100));
            assertThat(spool.bytes()).isLessThanOrEqualTo(100_000);
        }
        long left = spool.size();
        assertThat(left).isBetween(500L, 5_000L);
        assertThat(books.overflowed.sum()).isEqualTo(10_000 - left);
        List<Long> numbers = drained();
        assertThat(numbers).hasSize((int) left / 100).endsWith(99L, 100L).isSorted();
    }

    @Test
    void whatIsTakenIsNotDropped() {
        spool.add(Figures.batch(1, 100));
        assertThat(spool.first()).isNotNull();
        for (int seq = 2; seq <= 100; seq++) {
            spool.add(Figures.batch(seq, 100));
        }
        clock.add(Duration.ofHours(2));
        assertThat(drained()).containsExactly(1L);
        assertThat(books.overflowed.sum() + books.expired.sum()).isEqualTo(9_900);
    }

    @Test
    void aBatchThatNeverFitsIsDropped() {
        spool.add(Figures.batch(1, 100));
        spool.add(Figures.batch(2, 10_000));
        assertThat(books.overflowed.sum()).isEqualTo(10_100);
        assertThat(drained()).isEmpty();
    }

    @Test
    void sketchesTakeRoom() {
        spool.add(new SampleBatch(
                Figures.RUNTIME,
                Figures.INCARNATION,
                1,
                Figures.NOW,
                List.of(),
                List.of(Figures.distribution(60_000))));
        assertThat(spool.bytes()).isBetween(60_000L, 61_000L);
        assertThat(drained()).containsExactly(1L);
    }

    @Test
    void whatWaitsForTooLongExpires() {
        spool.add(Figures.batch(1, 10));
        clock.add(Duration.ofMinutes(59));
        spool.add(Figures.batch(2, 20));
        clock.add(Duration.ofMinutes(2));
        assertThat(drained()).containsExactly(2L);
        assertThat(books.expired.sum()).isEqualTo(10);
    }

    @Test
    void seriesThatAreSharedTakeRoomOnce() {
        SampleBatch batch = Figures.batch(1, 10);
        spool.add(batch);
        long first = spool.bytes();
        spool.add(
                new SampleBatch(batch.runtime(), batch.incarnation(), 2, batch.created(), batch.samples(), List.of()));
        assertThat(spool.bytes() - first).isPositive().isLessThan(first / 3);
        assertThat(drained()).containsExactly(1L, 2L);
    }

    @Test
    void whatIsLeftAtTheEndIsCounted() {
        spool.add(Figures.batch(1, 10));
        spool.add(Figures.batch(2, 10));
        assertThat(spool.first()).isNotNull();
        spool.close();
        spool.close();
        assertThat(spool.removeFirst()).as("it is counted already").isFalse();
        assertThat(spool.first()).isNull();
        spool.add(Figures.batch(3, 10));
        assertThat(books.overflowed.sum()).isEqualTo(30);
        assertThat(spool.size()).isZero();
    }
}
