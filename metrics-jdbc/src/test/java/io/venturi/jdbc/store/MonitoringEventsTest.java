package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MonitoringEventsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final MonitoringEvents events = new MonitoringEvents(database.dataSource(), "metrics");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @BeforeEach
    void clear() throws SQLException {
        database.execute("DELETE FROM metrics.monitoring_events");
    }

    @Test
    void theNewestComeFirst() throws SQLException {
        long first = events.record("purged", Map.of("rows", 12, "tables", List.of("a", "b")));
        long second = events.record("dropped", Map.of());
        long third = events.record("purged", Map.of());

        assertThat(events.list(10)).extracting(MonitoringEvent::id).containsExactly(third, second, first);
        assertThat(events.list(2)).hasSize(2);
        assertThat(events.list("purged", 10)).extracting(MonitoringEvent::id).containsExactly(third, first);
        assertThat(events.list("nothing", 10)).isEmpty();
        assertThat(events.list(10).get(2).details()).isEqualTo(Map.of("rows", 12L, "tables", List.of("a", "b")));
    }

    @Test
    void anyTextIsKept() throws SQLException {
        events.record("odd", Map.of("nul\0", "a\0b\uD83D"));
        assertThat(events.list(1).get(0).details()).isEqualTo(Map.of("nul\uFFFD", "a\uFFFDb\uFFFD"));
    }

    @Test
    void timesAreTheSameInAllZones() throws Throwable {
        database.execute(
                "INSERT INTO metrics.monitoring_events (event_type, created_at)"
                        + " VALUES ('clocks go back', '2026-10-25 00:30:00+00'), ('clocks go forward', '2026-03-08 07:30:00+00')");
        Zones.each(zone -> assertThat(events.list(2))
                .as(zone)
                .extracting(MonitoringEvent::createdAt)
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-03-08T07:30:00Z")));
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.list(0))
                .withMessage("limit is 0: give 1 to 10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.record(" ", Map.of()))
                .withMessageContaining("type is ' '");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.record("wait", Map.of("for", Duration.ZERO)))
                .withMessageContaining("'/for' is a java.time.Duration");
    }

    @Test
    void aMissingSchemaIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> new MonitoringEvents(database.dataSource(), "absent").record("x", Map.of()))
                .hasMessageContaining("call MetricsSchema.install(dataSource, \"absent\")");
    }
}
