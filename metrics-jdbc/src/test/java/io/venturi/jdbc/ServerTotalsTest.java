package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.ServerTotals.Sums;
import io.venturi.jdbc.ServerTotals.Totals;
import org.junit.jupiter.api.Test;

/** Totals of a server, when it is reset, started anew, or another. */
class ServerTotalsTest {

    private final ServerTotals totals = new ServerTotals();

    private long commits(long serversOwn, String reset, String start) {
        return totals.add(new Totals(new Sums(serversOwn, 0, 0), reset, start)).commits();
    }

    @Test
    void theyBeginAtTheServersAndGrowWithThem() {
        assertThat(commits(1_000, "r", "s")).isEqualTo(1_000);
        assertThat(commits(1_000, "r", "s")).isEqualTo(1_000);
        assertThat(commits(1_007, "r", "s")).isEqualTo(1_007);
    }

    @Test
    void afterAResetWhatWasCountedSinceIsAdded() {
        commits(1_000, "r1", "s");
        assertThat(commits(5, "r2", "s")).isEqualTo(1_005);
        assertThat(commits(6, "r2", "s")).isEqualTo(1_006);
        assertThat(commits(2_000, "r3", "s")).as("more than before the reset").isEqualTo(3_006);
    }

    @Test
    void totalsThatFallWithoutAResetAreAReset() {
        commits(1_000, "r", "s");
        assertThat(commits(3, "r", "s")).isEqualTo(1_003);
    }

    @Test
    void anotherServersTotalsAreANewBase() {
        commits(1_000, "r", "s1");
        assertThat(commits(5_000_000, "r", "s2")).isEqualTo(1_000);
        assertThat(commits(5_000_001, "r", "s2")).isEqualTo(1_001);
        assertThat(commits(10, "r", "s3")).isEqualTo(1_001);
    }
}
