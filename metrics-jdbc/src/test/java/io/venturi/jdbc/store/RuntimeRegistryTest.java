package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RuntimeRegistryTest {

    private static final int THREADS = 16;
    private static final Duration SILENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final RuntimeRegistry registry = new RuntimeRegistry(database.dataSource(), "metrics");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @BeforeEach
    void clear() throws SQLException {
        database.execute("DELETE FROM metrics.runtime", "DELETE FROM metrics.monitoring_events");
    }

    private static RuntimeDescription.Builder loader(String name) {
        return RuntimeDescription.builder("worker_pool", name);
    }

    private UUID register(String name) throws SQLException {
        return registry.register(loader(name).build(), RuntimeStatus.READY);
    }

    private RegisteredRuntime found(UUID id) throws SQLException {
        return registry.find(id).orElseThrow();
    }

    private static void silence(String name) throws SQLException {
        database.rows(
                "UPDATE metrics.runtime SET last_heartbeat = last_heartbeat - interval '1 h' WHERE name = ? RETURNING 1",
                name);
    }

    @Test
    void aComponentIsFoundAsItWasRegistered() throws SQLException {
        UUID id = registry.register(
                loader("a")
                        .baseUrl("http://a:8080")
                        .label("zone", "eu'1\"")
                        .capability("iceberg")
                        .capability("cdc")
                        .capacity(8)
                        .fact("jvm", "17")
                        .fact("heap", 1L << 40)
                        .fact("native", false)
                        .build(),
                RuntimeStatus.BUSY);

        RegisteredRuntime found = found(id);
        assertThat(found)
                .isEqualTo(new RegisteredRuntime(
                        id,
                        "worker_pool",
                        "a",
                        "http://a:8080",
                        RuntimeStatus.BUSY,
                        Map.of("zone", "eu'1\""),
                        List.of("iceberg", "cdc"),
                        8,
                        Map.of("jvm", "17", "heap", 1L << 40, "native", false),
                        found.lastHeartbeat(),
                        found.createdAt(),
                        found.updatedAt()));
        assertThat(registry.find("worker_pool", "a")).contains(found);
        assertThat(registry.find("server_api", "a")).isEmpty();
        assertThat(registry.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void whoRegistersLastWinsAllButTheIdAndTheBeginning() throws SQLException {
        UUID id = registry.register(
                loader("a").capacity(1).label("zone", "eu").baseUrl("http://a").build(), RuntimeStatus.BUSY);
        RegisteredRuntime first = found(id);

        assertThat(registry.register(loader("a").fact("pid", 2).build(), RuntimeStatus.READY))
                .isEqualTo(id);

        RegisteredRuntime second = found(id);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.updatedAt()).isAfter(first.updatedAt());
        assertThat(second.lastHeartbeat()).isAfter(first.lastHeartbeat());
        assertThat(second.capacity()).isNull();
        assertThat(second.baseUrl()).isNull();
        assertThat(second.labels()).isEmpty();
        assertThat(second.facts()).isEqualTo(Map.of("pid", 2L));
        assertThat(second.status()).isEqualTo(RuntimeStatus.READY);
    }

    @Test
    void processesThatRegisterAtOnceShareARow() throws Exception {
        List<UUID> ids = AtOnce.run(THREADS, () -> register("a"));

        assertThat(ids).containsOnly(ids.get(0));
        assertThat(registry.list(10)).hasSize(1);
    }

    @Test
    void aHeartbeatChangesTheStatusAndItsTime() throws SQLException {
        UUID id = register("a");
        RegisteredRuntime before = found(id);

        assertThat(registry.heartbeat(id, RuntimeStatus.READY)).isTrue();
        RegisteredRuntime same = found(id);
        assertThat(same.lastHeartbeat()).isAfter(before.lastHeartbeat());
        assertThat(same.updatedAt()).isEqualTo(before.updatedAt());

        assertThat(registry.heartbeat(id, RuntimeStatus.BUSY)).isTrue();
        RegisteredRuntime busy = found(id);
        assertThat(busy.status()).isEqualTo(RuntimeStatus.BUSY);
        assertThat(busy.updatedAt()).isAfter(before.updatedAt());

        database.execute("DELETE FROM metrics.runtime");
        assertThat(registry.heartbeat(id, RuntimeStatus.READY)).isFalse();
    }

    @Test
    void theSilentGoOfflineOnceWithAnEventEach() throws Throwable {
        register("loud");
        UUID silent = register("silent");
        silence("silent");
        String since = found(silent).lastHeartbeat().toString();

        List<RegisteredRuntime> swept = registry.sweep(SILENCE);

        assertThat(swept).extracting(RegisteredRuntime::name).containsExactly("silent");
        assertThat(found(silent).status()).isEqualTo(RuntimeStatus.OFFLINE);
        assertThat(registry.sweep(SILENCE)).isEmpty();
        MonitoringEvents events = new MonitoringEvents(database.dataSource(), "metrics");
        assertThat(events.list(10)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("runtime_offline");
            assertThat(event.details())
                    .containsEntry("runtime_id", silent.toString())
                    .containsEntry("component_type", "worker_pool")
                    .containsEntry("name", "silent")
                    .hasEntrySatisfying(
                            "last_heartbeat", at -> assertThat((String) at).startsWith(since.substring(0, 20)));
        });

        assertThat(registry.heartbeat(silent, RuntimeStatus.READY))
                .as("it is back")
                .isTrue();
        assertThat(found(silent).status()).isEqualTo(RuntimeStatus.READY);
    }

    @Test
    void sweepsAtOnceFindEachOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            register("w" + i);
            silence("w" + i);
        }
        List<Integer> found = AtOnce.run(8, () -> registry.sweep(SILENCE).size());

        assertThat(found.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
        assertThat(database.number("SELECT count(*) FROM metrics.monitoring_events"))
                .isEqualTo(50);
    }

    @Test
    void theTimeOfSilenceIsTheDatabases() throws Throwable {
        Zones.each(zone -> {
            database.execute("DELETE FROM metrics.runtime", "DELETE FROM metrics.monitoring_events");
            register("loud");
            register("silent");
            silence("silent");
            assertThat(registry.sweep(Duration.ofMinutes(59))).as(zone).hasSize(1);
            assertThat(database.text("SELECT (details ->> 'last_heartbeat')::timestamptz = last_heartbeat"
                            + " FROM metrics.monitoring_events, metrics.runtime WHERE name = 'silent'"))
                    .as(zone)
                    .isEqualTo("true");
        });
    }

    @Test
    void theLastHeardOfComeFirst() throws SQLException {
        register("a");
        UUID b = register("b");
        register("c");
        registry.heartbeat(b, RuntimeStatus.READY);

        assertThat(registry.list(10)).extracting(RegisteredRuntime::name).containsExactly("b", "c", "a");
        assertThat(registry.list(1)).hasSize(1);
    }

    @Test
    void aRowWithALongNumberKeepsNobodyFromTheRest() throws SQLException {
        register("a");
        UUID other = register("b");
        database.rows(
                "UPDATE metrics.runtime SET runtime = '{\"x\": 1e2000}', last_heartbeat = last_heartbeat - interval '1 h'"
                        + " WHERE name = 'a' RETURNING 1");

        assertThat(registry.list(10)).hasSize(2);
        assertThat(registry.sweep(SILENCE)).hasSize(1);
        assertThat(found(other).status()).isEqualTo(RuntimeStatus.READY);
    }

    @Test
    void thisProcessIsDescribed() throws SQLException {
        Map<String, ?> facts = found(
                        registry.register(loader("me").thisProcess().build(), RuntimeStatus.READY))
                .facts();
        assertThat(facts.keySet()).containsExactlyInAnyOrder("host", "java", "os", "pid", "processors");
        assertThat(facts.get("pid")).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> loader("")).withMessageContaining("name is ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader("a").capacity(-1))
                .withMessageContaining("capacity is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader("a").fact("list", List.of()))
                .withMessageContaining("fact list");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loader("a").fact("x", new BigDecimal("1e2000")))
                .withMessageContaining("fact x is a number of more than 100 digits");
        assertThatIllegalStateException()
                .isThrownBy(() -> loader("a").label("zone", "a").label("zone", "b"))
                .withMessageContaining("label 'zone' is given already, as a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.sweep(Duration.ZERO))
                .withMessageContaining("silence is PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> registry.list(0)).withMessageContaining("limit is 0");
    }
}
