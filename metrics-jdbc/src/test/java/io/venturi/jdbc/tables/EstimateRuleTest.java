package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the figures of the server are worth. */
class EstimateRuleTest {

    private static final ServerState PRIMARY = new ServerState("db", false, 180_001);
    private static final ServerState STANDBY = new ServerState("db", true, 180_001);
    private static final ServerState OLD_STANDBY = new ServerState("db", true, 130_000);

    private static LeafFacts leaf(double planned, long plannedPages, @Nullable Long pages) {
        return new LeafFacts(true, planned, plannedPages, pages, 0, 0, false, false, null, null);
    }

    private static LeafFacts recorded(double planned, long plannedPages, long pages, long live, long written) {
        return new LeafFacts(true, planned, plannedPages, pages, live, written, true, false, null, null);
    }

    private static @Nullable Long rows(ServerState server, LeafFacts... leaves) {
        return new EstimateRule(server).rows(List.of(leaves));
    }

    @Test
    void thePlannersFigureGrowsWithThePages() {
        assertThat(rows(PRIMARY, leaf(1000, 10, 12L))).isEqualTo(1200);
        assertThat(rows(PRIMARY, leaf(1000, 10, 12L), leaf(500, 5, 5L))).isEqualTo(1700);
    }

    @Test
    void whatWasNeverAnalyzedIsUnknown() {
        assertThat(rows(PRIMARY, leaf(-1, 0, 100L))).isNull();
        assertThat(rows(PRIMARY, leaf(-1, 0, 0L))).isNull();
        assertThat(rows(PRIMARY, leaf(1000, 10, 12L), leaf(-1, 0, 100L))).isNull();
        assertThat(rows(OLD_STANDBY, leaf(0, 0, 0L)))
                .as("0 rows in 0 pages was the figure before PostgreSQL 14 could say that it has none")
                .isNull();
    }

    @Test
    void zeroIsSaidOnlyOfWhatHasNoPages() {
        assertThat(rows(PRIMARY, leaf(0, 0, 0L))).isZero();
        assertThat(rows(PRIMARY, leaf(0, 0, 5L))).isNull();
        assertThat(rows(PRIMARY, leaf(0, 5, 5L))).isNull();
        assertThat(rows(PRIMARY, leaf(1000, 10, null))).isNull();
        assertThat(rows(PRIMARY, leaf(1000, 10, 10L), leaf(-1, 0, 0L))).isEqualTo(1000);
    }

    @Test
    void deletesThatTheStatisticsSawCount() {
        assertThat(rows(PRIMARY, recorded(1000, 10, 10, 400, 400))).isEqualTo(400);
    }

    @Test
    void aStandbysStatisticsAreNotAsked() {
        assertThat(rows(STANDBY, recorded(1000, 10, 10, 0, 0))).isEqualTo(1000);
    }

    @Test
    void rowsThatAreToldAfterTheAnalyzeDoNotCountTwice() {
        assertThat(rows(PRIMARY, recorded(1000, 10, 12, 2200, 1200))).isEqualTo(1200);
    }

    @Test
    void rowsInSpaceThatWasFreeCount() {
        assertThat(rows(PRIMARY, recorded(500, 10, 10, 1000, 1000))).isEqualTo(1000);
    }

    @Test
    void aViewHasNoFigureAndAForeignTableItsOwn() {
        LeafFacts view = new LeafFacts(false, 0, 0, 0L, 0, 0, false, false, null, null);
        LeafFacts foreign = new LeafFacts(false, 5000, 0, 0L, 0, 0, true, false, null, null);

        assertThat(rows(PRIMARY, view)).isNull();
        assertThat(rows(PRIMARY, foreign)).isEqualTo(5000);
    }
}
