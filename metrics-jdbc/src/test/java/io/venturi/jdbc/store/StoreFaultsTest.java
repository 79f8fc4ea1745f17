package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a database that is well: each figure is stored once all the same. */
class StoreFaultsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private long next;

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    private static MetricStore.Builder builder(DataSource source) {
        return MetricStore.builder(source, "metrics")
                .runtime("worker_pool", "orders-1")
                .closeTimeout(Duration.ofSeconds(60));
    }

    private void append(MetricStore store) {
        store.append(Figures.samples(Instant.now(), next, 100));
        next += 100;
    }

    private void assertEachStoredOnce() throws SQLException {
        StoredRows.assertOnce(database.dataSource(), 0, next);
        assertThat(StoredRows.count(database.dataSource())).isEqualTo(next);
    }

    /** A pool which fails while there is a failure. */
    private static DataSource failing(AtomicReference<@Nullable Exception> failure, AtomicInteger failures) {
        DataSource source = database.dataSource();
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Exception now = failure.get();
                    if (now != null) {
                        failures.incrementAndGet();
                        throw now;
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Test
    void aPoolThatIsExhaustedForAWhile() throws Exception {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        AtomicInteger failures = new AtomicInteger();
        MetricStore store = builder(failing(failure, failures)).build();
        append(store);
        failure.set(new IllegalStateException("as pools fail that cannot begin"));
        append(store);
        Await.until("more tries than a defect has", () -> failures.get() >= 6);
        failure.set(new SQLTransientConnectionException("no connection within 30 s"));
        append(store);
        Await.until("another try", () -> failures.get() >= 7);
        assertThat(store.books.rejected.sum()).isZero();
        failure.set(null);
        store.close();
        assertThat(Books.of(store)).isEqualTo(new Books(300, 300, 0, 0, 0, 0));
        assertEachStoredOnce();
    }

    @Test
    void aClockThatStepsBack() throws Exception {
        AtomicLong offset = new AtomicLong();
        Clock clock = new Clock() {
            @Override
            public long wallTime() {
                return Clock.SYSTEM.wallTime() + offset.get();
            }

            @Override
            public long monotonicTime() {
                return Clock.SYSTEM.monotonicTime();
            }
        };
        MetricStore store = builder(database.dataSource())
                .clock(clock)
                .spoolDirectory(folder)
                .build();
        append(store);
        offset.set(-3_600_000);
        append(store);
        Await.until("both are stored", () -> store.waiting() == 0);
        append(store);
        store.close();
        try (MetricStore successor = builder(database.dataSource())
                .clock(clock)
                .spoolDirectory(folder)
                .build()) {
            offset.set(-7_200_000);
            append(successor);
        }
        assertThat(Books.of(store)).isEqualTo(new Books(300, 300, 0, 0, 0, 0));
        assertEachStoredOnce();
    }

    @Test
    void processesOfOneNameStayApart() throws Exception {
        MetricStore one = builder(database.dataSource()).build();
        MetricStore other = builder(database.dataSource()).build();
        for (int i = 0; i < 5; i++) {
            append(one);
            append(other);
        }
        one.close();
        MetricStore again = builder(database.dataSource()).build();
        for (int i = 0; i < 5; i++) {
            append(again);
            append(other);
        }
        again.close();
        other.close();
        assertEachStoredOnce();
        assertThat(StoredRows.numbers(database.dataSource(), "SELECT seq FROM metrics.metric_batch ORDER BY seq"))
                .isEqualTo(List.of(5L, 5L, 10L));
        assertThat(StoredRows.numbers(database.dataSource(), "SELECT count(*) FROM metrics.runtime"))
                .containsExactly(1L);
    }

    @Test
    void figuresOfNoDayAreCountedAsExpired() throws Exception {
        MetricStore store = builder(database.dataSource()).build();
        append(store);
        store.append(Figures.samples(Instant.EPOCH, 0, 10));
        store.close();
        assertThat(Books.of(store)).isEqualTo(new Books(110, 100, 0, 10, 0, 0));
        assertEachStoredOnce();
    }
}
