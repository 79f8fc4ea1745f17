package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.jdbc.Lease;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseLeadershipTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void neverThrowsAndLeadsOnlyWhereItIsSure() throws SQLException {
        Lease lease = Lease.builder(database.dataSource(), "later", LeaseLeadership.leaseName("a b", "c"))
                .build();
        try (Leadership leadership = new LeaseLeadership(lease)) {
            assertThat(leadership.lead()).as("there is no schema").isFalse();
            MetricsSchema.install(database.dataSource(), "later");
            assertThat(leadership.lead()).isTrue();
            database.execute("ALTER TABLE later.lease RENAME TO away");
            assertThat(leadership.lead()).as("its time is not over").isTrue();
            database.execute("ALTER TABLE later.away RENAME TO lease");
        }
        assertThat(lease.held()).isFalse();
        assertThat(database.text("SELECT name FROM later.lease WHERE expires_at = '-infinity'"))
                .isEqualTo("table_counts/a b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "two words", "ä"})
    void aCollectorsNameHasNoSlash(String collector) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeaseLeadership.leaseName("shop", collector))
                .withMessageContaining("collector '" + collector + "'");
    }
}
