package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.Severity;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerIssuesTest {

    private static final int THREADS = 16;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final WorkerIssues issues = new WorkerIssues(database.dataSource(), "metrics");

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    @BeforeEach
    void clear() throws SQLException {
        database.execute("DELETE FROM metrics.worker_issues");
    }

    private long report(String worker, String type) throws SQLException {
        return issues.report(worker, type, Severity.ERROR, "no batch", Map.of("queue", "orders"));
    }

    @Test
    void anIssueIsOpenUntilItIsResolved() throws SQLException {
        long id = report("w1", "stuck");

        WorkerIssue open = issues.open(10).get(0);
        assertThat(open)
                .isEqualTo(new WorkerIssue(
                        id, "w1", "stuck", Severity.ERROR, "no batch", Map.of("queue", "orders"), open.createdAt()));

        assertThat(issues.resolve(id, Map.of("by", "restart"))).isTrue();
        assertThat(issues.resolve(id, Map.of("by", "another"))).as("again").isFalse();
        assertThat(issues.resolve(-1, Map.of())).isFalse();
        assertThat(issues.open(10)).isEmpty();
        assertThat(database.text(
                        "SELECT resolution_details ->> 'by' || resolved_at - created_at FROM metrics.worker_issues"))
                .startsWith("restart00:0");
    }

    @Test
    void aRepeatedIssueStaysOne() throws SQLException {
        long id = report("w1", "stuck");
        assertThat(report("w1", "stuck")).isEqualTo(id);
        assertThat(issues.report(
                        "w1", "stuck", Severity.ERROR, "no batch", Map.of("queue", "invoices", "repeats", "no")))
                .isEqualTo(id);

        Map<String, ?> details = issues.open(10).get(0).details();
        assertThat(details.get("queue")).isEqualTo("invoices");
        assertThat(details.get("repeats")).isEqualTo(2L);
        assertThat((String) details.get("last_reported")).endsWith("Z");

        assertThat(issues.report("w1", "stuck", Severity.WARNING, "no batch", Map.of()))
                .isNotEqualTo(id);
        assertThat(issues.report("w1", "stuck", Severity.ERROR, "no message", Map.of()))
                .isNotEqualTo(id);
        assertThat(report("w1", "slow")).isNotEqualTo(id);
        assertThat(report("w2", "stuck")).isNotEqualTo(id);
        assertThat(issues.open(10)).hasSize(5);
        assertThat(issues.open("w2", 10)).hasSize(1);
        assertThat(issues.open(2)).hasSize(2);
    }

    @Test
    void whatWasResolvedComesBackAsAnother() throws SQLException {
        long id = report("w1", "stuck");
        issues.resolve(id, Map.of());
        assertThat(report("w1", "stuck")).isNotEqualTo(id);
    }

    @Test
    void manyThatReportAtOnceReportOne() throws Exception {
        List<Long> ids = AtOnce.run(THREADS, () -> report("w1", "stuck"));

        assertThat(ids).containsOnly(ids.get(0));
        assertThat(issues.open(10).get(0).details()).containsEntry("repeats", THREADS - 1L);
        assertThat(database.number("SELECT count(*) FROM metrics.worker_issues"))
                .isEqualTo(1);
    }

    @Test
    void allOfATypeAreResolvedAtOnce() throws SQLException {
        report("w1", "stuck");
        issues.report("w1", "stuck", Severity.CRITICAL, "still no batch", Map.of());
        report("w1", "slow");
        report("w2", "stuck");

        assertThat(issues.resolveAll("w1", "stuck", Map.of("by", "restart"))).isEqualTo(2);
        assertThat(issues.resolveAll("w1", "stuck", Map.of())).isZero();
        assertThat(issues.open(10)).extracting(WorkerIssue::type).containsExactly("stuck", "slow");
    }

    @Test
    void aMessageIsCutBetweenCharactersAndHasNoNul() throws SQLException {
        String message = "\0" + "x".repeat(9_998) + "😀 and more";
        long id = issues.report("w1", "odd", Severity.INFO, message, Map.of("n", new BigDecimal("1.5")));

        assertThat(issues.open(1).get(0).message()).isEqualTo("\uFFFD" + "x".repeat(9_998));
        assertThat(issues.report("w1", "odd", Severity.INFO, message, Map.of()))
                .as("the same issue")
                .isEqualTo(id);
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report("", "stuck"))
                .withMessageContaining("worker is ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report("w1", "x".repeat(201)))
                .withMessageContaining("of 201 characters: give 1 to 200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> issues.open(10_001))
                .withMessageContaining("10000");
    }
}
