package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The schema, its leases and the polled meters on the older PostgreSQL that Debian has. */
@OnInstalledServer
class OlderServerTest {

    @Nested
    class Server {

        @RegisterExtension
        static final TestDatabase database = new TestDatabase();

        @Test
        void isAnotherThanTheEmbeddedOne() throws SQLException {
            assertThat(database.number("SELECT current_setting('server_version_num')::int / 10000"))
                    .isEqualTo(15);
        }
    }

    @Nested
    class Schemas extends MetricsSchemaTest {}

    @Nested
    class Leases extends LeaseTest {}

    @Nested
    class Databases extends DatabaseMetersTest {}

    @Nested
    class Slots extends ReplicationSlotMetersTest {}

    @Nested
    class PollingRights extends PollingRightsTest {}
}
