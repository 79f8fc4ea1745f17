package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Figures.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.venturi.jdbc.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreWriterTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final MockClock clock = new MockClock();
    private final StoreBooks books = new StoreBooks();
    private final MemorySpool spool = new MemorySpool(1 << 20, Duration.ofHours(1), clock, books);
    private final StoredBatches target = new StoredBatches();
    private final List<Long> pauses = new CopyOnWriteArrayList<>();
    private StoreWriter writer = writer((ending, nanos) -> pauses.add(nanos / 1_000_000));

    private StoreWriter writer(StoreWriter.Pause pause) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0);
        return new StoreWriter("test", spool, target, books, backoff, pause, new SparseLog(clock));
    }

    @AfterEach
    void end() {
        writer.close(Duration.ofSeconds(5), () -> {});
    }

    private void add(int... numbers) {
        for (int seq : numbers) {
            books.accepted.add(10);
            spool.add(batch(seq, 10));
            writer.wake();
        }
    }

    private List<Long> stored() {
        return target.batches().stream().map(SampleBatch::seq).toList();
    }

    private void awaitEmpty() throws Exception {
        Await.until("all is stored", () -> spool.size() == 0);
        Await.until(
                "the books are written",
                () -> Books.of(books, 0).stored() + books.rejected.sum() == books.accepted.sum());
    }

    @Test
    void storesInOrder() throws Exception {
        add(1, 2, 3);
        writer.start();
        add(4, 5);
        awaitEmpty();
        assertThat(stored()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(Books.of(books, 0)).isEqualTo(new Books(50, 50, 0, 0, 0, 0));
        assertThat(pauses).isEmpty();
    }

    @Test
    void triesAgainLessAndLessOftenAndNothingOvertakes() throws Exception {
        for (int i = 0; i < 11; i++) {
            target.fail(StoredBatches.AWAY);
        }
        add(1, 2);
        writer.start();
        awaitEmpty();
        assertThat(stored()).containsExactly(1L, 2L);
        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 30000L, 30000L);

        target.fail(StoredBatches.AWAY);
        add(3);
        awaitEmpty();
        assertThat(pauses).hasSize(12).endsWith(100L);
    }

    @Test
    void aDefectIsTriedAgain() throws Exception {
        for (int i = 0; i < 4; i++) {
            target.fail(() -> {
                throw new IllegalStateException("a defect");
            });
        }
        add(1, 2);
        writer.start();
        awaitEmpty();
        assertThat(stored()).containsExactly(1L, 2L);
        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L);
    }

    @Test
    void aBatchOfWhichADefectWillNotLetGoIsGivenUp() throws Exception {
        for (int i = 0; i < 5; i++) {
            target.fail(() -> {
                throw new IllegalStateException("a defect");
            });
        }
        add(1, 2, 3);
        writer.start();
        awaitEmpty();
        assertThat(stored()).containsExactly(2L, 3L);
        assertThat(Books.of(books, 0)).isEqualTo(new Books(30, 20, 10, 0, 0, 0));
    }

    @Test
    void anErrorPassesAndTheThreadsEndCanBeSeen() throws Exception {
        target.fail(() -> {
            throw new AssertionError("an error");
        });
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> seen.set(error));
        try {
            add(1);
            writer.start();
            Await.until("the thread's end", () -> !writer.isAlive());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).isInstanceOf(AssertionError.class);
        assertThat(spool.size()).isEqualTo(10);
    }

    @Test
    void theEndWaitsUntilAllIsStored() {
        add(1, 2, 3, 4, 5);
        writer.start();
        assertThat(writer.close(LONG, () -> {})).isTrue();
        assertThat(stored()).hasSize(5);
    }

    @Test
    void theEndWakesAPauseAndTriesAgain() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        StoreWriter.Pause awaiting = Condition::awaitNanos;
        writer = writer((ending, nanos) -> {
            paused.countDown();
            awaiting.await(ending, Long.MAX_VALUE); // for ever, unless it is woken
        });
        target.fail(StoredBatches.AWAY);
        add(1);
        writer.start();
        paused.await();
        assertThat(writer.close(LONG, () -> {})).isTrue();
        assertThat(stored()).containsExactly(1L);
    }

    @Test
    void theEndGivesUpWhenItsTimeIsOver() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        StoreWriter.Pause awaiting = Condition::awaitNanos;
        writer = writer((ending, nanos) -> {
            if (paused.getCount() > 0) {
                paused.countDown();
                awaiting.await(ending, Long.MAX_VALUE); // until the end begins
            } else {
                pauses.add(nanos / 1_000_000);
            }
        });
        target.always(StoredBatches.AWAY);
        add(1);
        writer.start();
        paused.await();
        assertThat(writer.close(Duration.ofMillis(200), () -> {})).isTrue();
        assertThat(spool.size()).isEqualTo(10);
        assertThat(pauses).allMatch(millis -> millis <= 200);
    }

    @Test
    void whatHangsIsBrokenOff() {
        CountDownLatch hanging = new CountDownLatch(1);
        target.always(() -> {
            while (true) {
                try {
                    hanging.await();
                    throw new SQLException("broken off", "08006");
                } catch (InterruptedException e) {
                    // as a socket's read does
                }
            }
        });
        add(1);
        writer.start();
        assertThat(writer.close(Duration.ofMillis(500), hanging::countDown)).isTrue();
        assertThat(spool.size()).isEqualTo(10);
    }

    @Test
    void whatCannotBeBrokenOffIsLeftBehind() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        target.fail(() -> {
            hangs.countDown();
            boolean waits = true;
            while (waits) {
                try {
                    hanging.await();
                    waits = false;
                } catch (InterruptedException e) {
                    // as a socket's read does
                }
            }
        });
        add(1, 2);
        writer.start();
        hangs.await();
        assertThat(writer.close(Duration.ofMillis(200), () -> {})).isFalse();
        spool.close();
        Books atTheEnd = Books.of(books, spool.size()).balanced();
        assertThat(atTheEnd.overflowed()).isEqualTo(20);

        hanging.countDown();
        Await.until("the thread's end", () -> !writer.isAlive());
        assertThat(Books.of(books, spool.size()))
                .as("what was given up is not counted again")
                .isEqualTo(atTheEnd);
        assertThat(new ArrayList<>(stored())).containsExactly(1L);
    }
}
