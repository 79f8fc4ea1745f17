package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When runs begin. */
class ScheduleTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();
    private final Scheduler scheduler = new Scheduler();

    @BeforeEach
    void aTable() throws SQLException {
        database.execute("DROP TABLE IF EXISTS a", "CREATE TABLE a AS SELECT 1 AS id");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    private TableCountCollector.Builder collector() {
        return collected.collector(database.dataSource()).scheduler(scheduler.executor);
    }

    @Test
    void itRunsAtOnceAndThenAtTheIntervalGiveOrTakeTheJitter() throws SQLException {
        TableCountCollector collector =
                collector().interval(Duration.ofMinutes(10)).build();
        collector.start();
        assertThat(scheduler.delays).containsExactly(Duration.ZERO);

        for (int i = 0; i < 50; i++) {
            scheduler.runNext();
            assertThat(scheduler.delays.getLast()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        }

        assertThat(scheduler.delays.stream().distinct().count()).isGreaterThan(10);
        assertThat(collected.counted("table.count.runs", "status", "succeeded")).isEqualTo(50);
        assertThatIllegalStateException().isThrownBy(collector::start);
        collector.close();
        assertThat(scheduler.waiting).isEmpty();
    }

    @Test
    void theTimeThatARunTakesIsPartOfTheInterval() throws SQLException {
        TableCountCollector collector = collected
                .collector(Sources.before(
                        database.dataSource(), "count(*)", 1, () -> collected.clock.add(Duration.ofMinutes(4))))
                .scheduler(scheduler.executor)
                .interval(Duration.ofMinutes(10))
                .jitter(Duration.ZERO)
                .build();
        collector.start();

        scheduler.runNext();

        assertThat(scheduler.delays.getLast()).isEqualTo(Duration.ofMinutes(6));
    }

    @Test
    void itRunsOnlyWhileItIsActive() throws SQLException {
        AtomicBoolean active = new AtomicBoolean();
        TableCountCollector collector = collector()
                .activeWhen(() -> {
                    if (scheduler.delays.size() == 2) {
                        throw new IllegalStateException("cannot tell");
                    }
                    return active.get();
                })
                .build();
        collector.start();

        scheduler.runNext();
        scheduler.runNext();
        assertThat(collected.counted("table.count.runs", "status", "succeeded")).isZero();

        active.set(true);
        scheduler.runNext();
        assertThat(collected.counted("table.count.runs", "status", "succeeded")).isEqualTo(1);

        active.set(false);
        collector.run(RunRequest.ALL);
        assertThat(collected.counted("table.count.runs", "status", "succeeded"))
                .as("on demand")
                .isEqualTo(2);
    }

    @Test
    void withoutASchedulerItRunsOnAThreadOfItsOwnUntilItIsClosed() throws Exception {
        CompletableFuture<Thread> counting = new CompletableFuture<>();
        TableCountCollector collector = collected
                .collector(Sources.before(
                        database.dataSource(), "count(*)", 1, () -> counting.complete(Thread.currentThread())))
                .build();

        collector.start();

        Thread thread = counting.get(30, TimeUnit.SECONDS);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("table-count");
        collector.close();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
    }

    /** Takes tasks, and runs them when it is told to. */
    private static final class Scheduler {

        final Deque<Duration> delays = new ArrayDeque<>();
        final Deque<Runnable> waiting = new ArrayDeque<>();

        final ScheduledExecutorService executor = (ScheduledExecutorService) Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(),
                new Class<?>[] {ScheduledExecutorService.class},
                (self, method, arguments) -> {
                    if (!method.getName().equals("schedule")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    Runnable task = (Runnable) arguments[0];
                    delays.add(Duration.ofNanos((Long) arguments[1]));
                    waiting.add(task);
                    return future(() -> waiting.remove(task));
                });

        private static Object future(Runnable cancel) {
            return Proxy.newProxyInstance(
                    Scheduler.class.getClassLoader(),
                    new Class<?>[] {RunnableScheduledFuture.class},
                    (self, method, arguments) -> {
                        cancel.run();
                        return true;
                    });
        }

        void runNext() {
            waiting.remove().run();
        }
    }
}
