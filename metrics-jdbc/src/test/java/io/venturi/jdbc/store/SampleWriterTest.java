package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.RefusedSamplesException.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a sender waits for is committed as a whole, or not at all. */
class SampleWriterTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Instant now = Instant.now();

    private final FlakySource flaky = new FlakySource(database.dataSource());
    private final SampleWriter writer = new SampleWriter(flaky.dataSource(), "metrics");
    private UUID runtime;

    @BeforeEach
    void install() throws SQLException {
        InstalledHistory.renew(database);
        runtime = new RuntimeRegistry(database.dataSource(), "metrics")
                .register(RuntimeDescription.builder("worker_pool", "one").build(), RuntimeStatus.READY);
    }

    private Sample sample(String name, int value) {
        return new Sample(MetricSeries.of(name, SeriesType.GAUGE, Map.of("n", "" + value % 7)), now, value);
    }

    private List<Sample> samples(int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(sample("depth", i));
        }
        return samples;
    }

    private static long stored() throws SQLException {
        return database.number("SELECT count(*) FROM metrics.metric_sample");
    }

    private static void assertNothingStored() throws SQLException {
        assertThat(stored()).isZero();
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isZero();
    }

    @Test
    void allOfABatchIsStored() throws Exception {
        assertThat(writer.write(runtime, samples(100))).isTrue();
        flaky.hidesDriver = true;
        assertThat(writer.write(runtime, samples(50))).isTrue();

        assertThat(stored()).isEqualTo(150);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(7);
        assertThat(writer.write(runtime, List.of())).isTrue();
    }

    @Test
    void whoIsNotRegisteredStoresNothing() throws Exception {
        assertThat(writer.write(UUID.randomUUID(), samples(3))).isFalse();
        assertNothingStored();
    }

    @Test
    void whatCannotBeStoredIsNamedAndKeepsAllOut() throws Exception {
        List<Sample> samples = samples(5);
        samples.set(1, new Sample(samples.get(1).series(), now.minus(Duration.ofDays(20)), 1));
        samples.set(3, new Sample(samples.get(3).series(), now.plus(Duration.ofDays(20)), 1));
        assertRefused(samples, "1/time", "3/time");

        samples = samples(5);
        samples.set(2, sample("\ud800", 1));
        samples.set(4, sample("n".repeat(1_001), 1));
        assertRefused(samples, "2/name", "4/name");
        samples = samples(2);
        samples.add(new Sample(MetricSeries.of("a", SeriesType.GAUGE, Map.of("k", "\ud800")), now, 1));
        assertRefused(samples, "2/labels");
    }

    private void assertRefused(List<Sample> samples, String... refused) throws SQLException {
        assertThatExceptionOfType(RefusedSamplesException.class)
                .isThrownBy(() -> writer.write(runtime, samples))
                .satisfies(e -> assertThat(e.refused())
                        .extracting(one -> one.index() + "/" + one.field())
                        .containsExactly(refused));
        assertNothingStored();
    }

    @Test
    void whatATriggerRefusesIsFound() throws Exception {
        database.execute(
                """
                CREATE FUNCTION metrics.choosy() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF NEW.value IN (13, 77) THEN RAISE EXCEPTION 'secret'; END IF;
                  RETURN NEW;
                END $$""",
                "CREATE TRIGGER choosy BEFORE INSERT ON metrics.metric_sample FOR EACH ROW EXECUTE FUNCTION metrics.choosy()");

        assertRefused(samples(100), "13/sample", "77/sample");
        assertThatExceptionOfType(RefusedSamplesException.class)
                .isThrownBy(() -> writer.write(runtime, samples(20)))
                .satisfies(e ->
                        assertThat(e.refused()).extracting(Refused::reason).noneMatch(why -> why.contains("secret")))
                .withCauseInstanceOf(SQLException.class);
        assertThat(writer.write(runtime, samples(10))).isTrue();
    }

    @Test
    void aCommitWhoseAnswerIsLostCountsOnce() throws Exception {
        List<Sample> samples = samples(10);
        writer.write(runtime, List.of(sample("makes partitions", 1))); // whose commit is not the one below
        flaky.lostAnswers.set(1);

        assertThat(writer.write(runtime, samples)).isTrue();

        assertThat(stored()).isEqualTo(11);
    }

    @Test
    void aCommitThatIsCutOffIsLookedAfter() throws Exception {
        try (CuttingProxy wire = new CuttingProxy(database.port())) {
            SampleWriter cut = new SampleWriter(wire.over(database.dataSource()), "metrics");
            cut.write(runtime, samples(1));
            wire.cutNextCommit();

            assertThat(cut.write(runtime, samples(10))).isTrue();

            assertThat(wire.isWaiting()).as("not cut").isFalse();
            assertThat(stored()).isEqualTo(11);
        }
    }

    @Test
    void aCommitThatFailsStoresNothing() throws Exception {
        writer.write(runtime, samples(1));
        flaky.failedCommits.set(1);

        assertThatThrownBy(() -> writer.write(runtime, samples(10)))
                .isInstanceOf(SQLException.class)
                .isNotInstanceOf(UncertainCommitException.class);

        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aDatabaseThatCannotBeAskedAfterwardsLeavesItUncertain() throws Exception {
        writer.write(runtime, samples(1));
        SampleWriter unlucky =
                new SampleWriter(new FailingAfter(flaky.dataSource(), new AtomicInteger(), 1).dataSource(), "metrics");
        flaky.lostAnswers.set(1);

        assertThatThrownBy(() -> unlucky.write(runtime, samples(10))).isInstanceOf(UncertainCommitException.class);

        assertThat(stored()).isIn(1L, 11L);
    }

    @Test
    void whatComesAfterItsHourWasRolledUpIsTold() throws Exception {
        database.execute(
                "INSERT INTO metrics.rollup_progress (kind, done_until) VALUES ('samples', now() + interval '1 hour')"
                        + " ON CONFLICT (kind) DO UPDATE SET done_until = excluded.done_until");

        writer.write(runtime, samples(3));

        assertThat(database.number("SELECT count(*) FROM metrics.rollup_due WHERE kind = 'samples' AND cause = 'late'"))
                .isEqualTo(1);
    }

    @Test
    void writersOfNewSeriesDoNotGetInEachOthersWay() throws Exception {
        AtOnce.run(8, () -> {
            for (int round = 0; round < 5; round++) {
                List<Sample> samples = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    samples.add(sample("new_" + (round * 50 + i), i));
                }
                assertThat(writer.write(runtime, samples)).isTrue();
            }
            return true;
        });

        assertThat(stored()).isEqualTo(8 * 5 * 50);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(250);
    }
}
