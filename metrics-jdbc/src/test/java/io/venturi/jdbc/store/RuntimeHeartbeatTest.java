package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.TestScheduler;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RuntimeHeartbeatTest {

    private static final RuntimeDescription LOADER =
            RuntimeDescription.builder("worker_pool", "a").build();
    private static final String STATUS = "SELECT status FROM metrics.runtime";

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final RuntimeRegistry registry = new RuntimeRegistry(database.dataSource(), "metrics");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @BeforeEach
    void clear() throws SQLException {
        database.execute("DELETE FROM metrics.runtime");
    }

    @Test
    void theFirstHeartbeatRegistersAndTheLastWordIsOffline() throws SQLException {
        try (TestScheduler scheduler = new TestScheduler()) {
            RuntimeHeartbeat heartbeat = registry.heartbeat(LOADER)
                    .interval(Duration.ofSeconds(15))
                    .scheduler(scheduler)
                    .keep();
            assertThat(scheduler.delay()).isEqualTo(Duration.ofSeconds(15));
            assertThat(heartbeat.id()).isEmpty();

            scheduler.run();
            UUID id = heartbeat.id().orElseThrow();
            assertThat(database.text(STATUS)).isEqualTo("ready");

            heartbeat.status(RuntimeStatus.BUSY);
            scheduler.run();
            assertThat(registry.find(id)).map(RegisteredRuntime::status).contains(RuntimeStatus.BUSY);

            heartbeat.close();
            scheduler.run();
            assertThat(scheduler.isCancelled()).isTrue();
            assertThat(database.text(STATUS)).isEqualTo("offline");

            registry.heartbeat(id, RuntimeStatus.READY);
            heartbeat.close();
            assertThat(database.text(STATUS)).as("closed once").isEqualTo("ready");
        }
    }

    @Test
    void aRuntimeThatWasDeletedIsRegisteredAgain() throws SQLException {
        try (TestScheduler scheduler = new TestScheduler();
                RuntimeHeartbeat heartbeat =
                        registry.heartbeat(LOADER).scheduler(scheduler).keep()) {
            scheduler.run();
            UUID first = heartbeat.id().orElseThrow();
            database.execute("DELETE FROM metrics.runtime");

            scheduler.run();
            assertThat(heartbeat.id().orElseThrow()).isNotEqualTo(first);
            assertThat(registry.find(heartbeat.id().orElseThrow())).isPresent();
        }
    }

    @Test
    void itBeatsOnAThreadOfItsOwn() throws Exception {
        try (RuntimeHeartbeat heartbeat =
                registry.heartbeat(LOADER).interval(Duration.ofMillis(100)).keep()) {
            Await.until("registered", () -> heartbeat.id().isPresent());
            RegisteredRuntime first =
                    registry.find(heartbeat.id().orElseThrow()).orElseThrow();
            Await.until("another heartbeat", () -> registry.find(first.id())
                    .orElseThrow()
                    .lastHeartbeat()
                    .isAfter(first.lastHeartbeat()));
        }
        assertThat(database.text(STATUS)).isEqualTo("offline");
    }

    @Test
    void anOutageHarmsNobodyAndEnds(@TempDir Path folder) throws Exception {
        try (StoppableServer server = new StoppableServer(folder.resolve("data"), Map.of());
                TestScheduler scheduler = new TestScheduler()) {
            RuntimeRegistry there = new RuntimeRegistry(server.dataSource(), "metrics");
            RuntimeHeartbeat heartbeat =
                    there.heartbeat(LOADER).scheduler(scheduler).keep();
            scheduler.run();
            assertThat(heartbeat.id()).as("it is down from the beginning").isEmpty();

            server.start();
            scheduler.run();
            assertThat(heartbeat.id()).as("without its schema").isEmpty();
            MetricsSchema.install(server.dataSource(), "metrics");
            scheduler.run();
            UUID id = heartbeat.id().orElseThrow();

            server.stop();
            scheduler.run();
            server.start();
            heartbeat.status(RuntimeStatus.BUSY);
            scheduler.run();
            assertThat(there.find(id)).map(RegisteredRuntime::status).contains(RuntimeStatus.BUSY);

            server.stop();
            heartbeat.close();
        }
    }

    @Test
    void tooShortAnIntervalIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.heartbeat(LOADER).interval(Duration.ofMillis(99)))
                .withMessageContaining("interval is PT0.099S");
    }
}
