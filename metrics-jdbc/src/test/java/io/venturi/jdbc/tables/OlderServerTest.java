package io.venturi.jdbc.tables;

import io.venturi.jdbc.OnInstalledServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestReporter;

/** Table counts on the older PostgreSQL that Debian has: what catalogues, statistics, locks and rights say differs by version. */
@OnInstalledServer
class OlderServerTest {

    @Nested
    class Collectors extends TableCountCollectorTest {}

    @Nested
    class Failures extends CountFailuresTest {}

    @Nested
    class Estimates extends EstimateTest {

        /** No test here: the same again of many rows would say nothing of the version, and take long. */
        @Override
        void anEstimateOfTenMillionRowsIsWithinFivePercent(TestReporter reporter) {}
    }

    @Nested
    class Runs extends RunsTest {}

    @Nested
    class Journals extends PostgresRunJournalTest {}

    @Nested
    class Histories extends TableCountHistoryTest {}

    @Nested
    class Grants extends GrantsTest {}
}
