package io.venturi.jdbc.tables;

import io.venturi.jdbc.OnInstalledServer;
import org.junit.jupiter.api.Nested;

/** Table counts on the older PostgreSQL that Debian has: what catalogues, statistics, locks and rights say differs by version. */
@OnInstalledServer
class OlderServerTest {

    @Nested
    class Collectors extends TableCountCollectorTest {}

    @Nested
    class Failures extends CountFailuresTest {}

    @Nested
    class Estimates extends EstimateTest {}

    @Nested
    class Runs extends RunsTest {}

    @Nested
    class Journals extends PostgresRunJournalTest {}

    @Nested
    class Histories extends TableCountHistoryTest {}

    @Nested
    class Grants extends GrantsTest {}
}
