package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Maintenance where a session is another's after each transaction. */
@Tag("ci")
class PooledMaintenanceTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void detachesAndDropsAndLeavesNoSettingBehind() throws Exception {
        InstalledHistory.renew(database);
        LocalDate today = InstalledHistory.today(database);
        InstalledHistory.partition(database, "metric_sample", "free", today.minusDays(20), today.minusDays(19));
        InstalledHistory.partition(database, "pipeline_measurement", "read", today.minusDays(20), today.minusDays(19));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (PgBouncer bouncer = PgBouncer.start(database);
                PooledConnection pool = new PooledConnection(bouncer.dataSource(), false);
                PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
                StoreMaintenance maintenance = StoreMaintenance.builder(pool.dataSource(), "metrics", metrics)
                        .build()) {
            try (Connection reader = database.dataSource().getConnection();
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement
                        .executeQuery("SELECT count(*) FROM metrics.pipeline_measurement")
                        .close();
                maintenance.maintain();
                assertThat(database.text("SELECT to_regclass('metrics.free')")).isNull();
                assertThat(database.text("SELECT to_regclass('metrics.read')")).isNotNull();
            }
            maintenance.maintain();
            assertThat(database.text("SELECT to_regclass('metrics.read')")).isNull();
            assertThat(settings(bouncer)).isEqualTo("0 0");
        }
        assertThat(registry.find(LibraryCatalog.INVALID.name("pipeline")).counters())
                .isEmpty();
    }

    private static String settings(PgBouncer bouncer) throws SQLException {
        try (Connection connection = bouncer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')")) {
            row.next();
            return row.getString(1);
        }
    }
}
