package io.venturi.jdbc.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DistributionHistoryTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final StoredDistributions STORED = new StoredDistributions(database);
    private static final DistributionHistory HISTORY = new DistributionHistory(database.dataSource(), "metrics");
    /** A Monday. */
    private static final Instant MONDAY = Instant.parse("2026-03-23T00:00:00Z");

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    /** Sketches have two digits. */
    private static final Offset<Double> EXACT = within(1e-9);

    @BeforeEach
    void fill() throws SQLException {
        STORED.renew();
        STORED.series(1, 1, "took_seconds", "histogram", "{\"queue\": \"a\"}", "seconds");
        STORED.series(2, 2, "took_seconds", "histogram", "{\"queue\": \"b\", \"runtime\": \"x\"}", "seconds");
    }

    private static Instant at(int days, int hours, int minutes) {
        return MONDAY.plus(DAY.multipliedBy(days))
                .plus(HOUR.multipliedBy(hours))
                .plusSeconds(60L * minutes);
    }

    private static TimeRange between(Instant from, Instant to) {
        return new TimeRange(from, to);
    }

    private static MetricQuery.Builder took(Instant from, Instant to) {
        return MetricQuery.builder("took_seconds", from, to);
    }

    private static Distribution merged(Instant from, Instant to) throws SQLException {
        return HISTORY.merged(took(from, to).build()).whole();
    }

    private static void day(int days) throws SQLException {
        STORED.partition(at(days, 0, 0), at(days + 1, 0, 0));
    }

    @Test
    void rawRecordsOfAllSeriesBecomeOneDistributionInTheirUnit() throws SQLException {
        day(0);
        STORED.raw(1, at(0, 10, 0), LongStream.rangeClosed(1, 50).toArray());
        STORED.raw(1, at(0, 10, 1), LongStream.rangeClosed(51, 80).toArray());
        STORED.raw(2, at(0, 10, 2), LongStream.rangeClosed(81, 100).toArray());
        STORED.raw(2, at(0, 11, 0), 7_000);

        MergedDistribution merged =
                HISTORY.merged(took(at(0, 10, 0), at(0, 11, 0)).build());

        assertThat(merged.series()).isEqualTo(2);
        assertThat(merged.unit()).contains("seconds");
        Distribution whole = merged.whole();
        assertThat(whole.count()).isEqualTo(100);
        assertThat(whole.sum()).isCloseTo(5.050, EXACT);
        assertThat(whole.mean()).isCloseTo(0.0505, EXACT);
        assertThat(whole.max()).isEqualTo(0.1);
        assertThat(whole.quantile(0.5)).isCloseTo(0.050, within(0.050 / 128));
        assertThat(whole.quantile(0.99)).isCloseTo(0.099, within(0.099 / 128));
        assertThat(whole.quantile(1)).isEqualTo(0.1);
        assertThat(whole.snapshot()).isPresent();
        assertThat(whole.isComplete()).isTrue();
    }

    @Test
    void eachSeriesHasItsOwnAndThoseWithoutValuesAreLeftOut() throws SQLException {
        day(0);
        STORED.series(3, 1, "took_seconds", "counter", "{}", "");
        STORED.raw(1, at(0, 10, 0), 10);
        STORED.raw(2, at(0, 12, 0), 20, 30);
        STORED.raw(3, at(0, 10, 0), 40);

        List<SeriesDistribution> each =
                HISTORY.bySeries(took(at(0, 0, 0), at(1, 0, 0)).build());

        assertThat(each).hasSize(2);
        assertThat(each.get(0).series().labels()).isEqualTo(Map.of("queue", "a"));
        assertThat(each.get(0).runtimeId()).isEqualTo(new UUID(0, 1));
        assertThat(each.get(0).whole().count()).isEqualTo(1);
        assertThat(each.get(1).whole().count()).isEqualTo(2);
        assertThat(HISTORY.bySeries(took(at(0, 0, 0), at(0, 11, 0)).build())).hasSize(1);
        assertThat(HISTORY.bySeries(took(at(0, 0, 0), at(1, 0, 0))
                        .label("queue", "b")
                        .runtime(new UUID(0, 2))
                        .build()))
                .hasSize(1);
        assertThat(HISTORY.bySeries(
                        took(at(0, 0, 0), at(1, 0, 0)).runtime(new UUID(0, 3)).build()))
                .isEmpty();
    }

    @Test
    void whatIsAHistogramAndWasASummaryIsOneSeries() throws SQLException {
        day(0);
        STORED.series(4, 1, "took_seconds", "summary", "{\"queue\": \"a\"}", "");
        STORED.raw(1, at(0, 10, 0), 10);
        STORED.raw(4, at(0, 11, 0), 20);
        assertThat(HISTORY.bySeries(took(at(0, 0, 0), at(1, 0, 0)).build()))
                .singleElement()
                .satisfies(one -> assertThat(one.whole().count()).isEqualTo(2));
    }

    /** The bucket of 10 o'clock says 1 value, raw has 3 (2 of them would be late): what is rolled up is read from the bucket. */
    @Test
    void wholeHoursThatAreRolledUpComeFromTheirBuckets() throws SQLException {
        day(0);
        STORED.doneUntil(at(0, 12, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 9, 0), 100);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 10, 0), 200);
        STORED.raw(1, at(0, 9, 15), 1);
        STORED.raw(1, at(0, 9, 45), 1);
        STORED.raw(1, at(0, 10, 30), 1, 2, 3);
        STORED.raw(1, at(0, 12, 30), 4, 5);

        Distribution whole = merged(at(0, 9, 30), at(0, 13, 0));

        assertThat(whole.count()).as("9:45, the bucket of 10, 12:30").isEqualTo(1 + 1 + 2);
        assertThat(whole.max()).isEqualTo(0.2);
        assertThat(whole.isComplete()).isTrue();
        assertThat(merged(at(0, 9, 0), at(0, 10, 0)).count()).isEqualTo(1);
        assertThat(merged(at(0, 10, 0), at(0, 10, 31)).count())
                .as("not the whole hour")
                .isEqualTo(3);
    }

    @Test
    void whereRawRecordsAreGoneARangeThatCutsABucketSaysSo() throws SQLException {
        day(1);
        STORED.doneUntil(at(1, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 0, 0), 7);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 21, 0), 10);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 22, 0), 20);
        STORED.raw(1, at(1, 0, 5), 30);

        Distribution whole = merged(at(0, 21, 30), at(1, 1, 0));

        assertThat(whole.count()).isEqualTo(2);
        assertThat(whole.gaps()).containsExactly(between(at(0, 21, 30), at(0, 22, 0)));
        assertThat(whole.isComplete()).isFalse();
        assertThat(whole).hasToString(whole.toString()).asString().contains("without");
        Distribution within = merged(at(0, 21, 10), at(0, 21, 50));
        assertThat(within.count()).isZero();
        assertThat(within.quantile(0.5)).isNaN();
        assertThat(within.max()).isNaN();
        assertThat(within.gaps()).containsExactly(within.range());
    }

    @Test
    void timesOfWhichNothingIsKeptAreGaps() throws SQLException {
        day(0);
        STORED.raw(1, at(0, 0, 0), 1);
        Distribution whole = merged(at(-400, 0, 0), at(2, 0, 0));
        assertThat(whole.count()).isEqualTo(1);
        assertThat(whole.gaps())
                .containsExactly(between(at(-400, 0, 0), at(0, 0, 0)), between(at(1, 0, 0), at(2, 0, 0)));
        assertThat(HISTORY.merged(MetricQuery.builder(
                                        "unknown",
                                        Instant.parse("0001-01-01T00:00:00Z"),
                                        Instant.parse("9999-12-31T00:00:00Z"))
                                .build())
                        .whole()
                        .gaps())
                .hasSize(2);
    }

    @Test
    void daysAndWeeksComeFromTheirBucketsUnlessTheseAreDue() throws SQLException {
        STORED.doneUntil(at(14, 0, 0));
        for (int day = 0; day < 14; day++) {
            STORED.bucket(RollupPeriod.HOURLY, 1, at(day, 0, 0), 1, 1);
            STORED.bucket(RollupPeriod.HOURLY, 1, at(day, 23, 0), 1);
            // Told apart by their values.
            STORED.bucket(RollupPeriod.DAILY, 1, at(day, 0, 0), 1_000, 1_000, 1_000);
        }
        STORED.bucket(
                RollupPeriod.WEEKLY,
                1,
                at(0, 0, 0),
                LongStream.range(0, 21).map(i -> 9_000).toArray());
        STORED.bucket(RollupPeriod.WEEKLY, 1, at(7, 0, 0), 9_000);
        STORED.due("weekly", at(7, 0, 0));

        assertThat(merged(at(1, 0, 0), at(3, 0, 0)).sum()).as("two days").isCloseTo(6, EXACT);
        assertThat(merged(at(0, 23, 0), at(2, 1, 0)).sum()).as("day 1, hours").isCloseTo(3.003, EXACT);
        assertThat(merged(at(0, 0, 0), at(7, 0, 0)).sum()).as("a week").isCloseTo(189, EXACT);
        assertThat(merged(at(0, 0, 0), at(14, 0, 0)).sum())
                .as("a week, and the days of one that is due")
                .isCloseTo(189 + 21, EXACT);

        database.execute("UPDATE metrics.aggregated_metrics SET sketch = NULL, sketch_due = true WHERE period = 'daily'"
                + " AND period_start = '" + at(2, 0, 0) + "'");
        assertThat(merged(at(1, 0, 0), at(4, 0, 0)).sum())
                .as("day 2, whose sketch is not merged yet, from its hours")
                .isCloseTo(3 + 0.003 + 3, EXACT);
        assertThat(merged(at(0, 0, 0), at(7, 0, 0)).sum())
                .as("and the week from its days")
                .isCloseTo(6 * 3 + 0.003, EXACT);
        STORED.due("daily", at(3, 0, 0));
        assertThat(merged(at(3, 0, 0), at(5, 0, 0)).sum())
                .as("a day that is due")
                .isCloseTo(0.003 + 3, EXACT);
        database.execute("UPDATE metrics.rollup_progress SET days_until = '" + at(5, 0, 0) + "'");
        assertThat(merged(at(4, 0, 0), at(6, 0, 0)).sum())
                .as("and one that nobody has begun with")
                .isCloseTo(3 + 0.003, EXACT);
    }

    @Test
    void anHourThatIsDueComesFromRawRecords() throws SQLException {
        day(0);
        STORED.doneUntil(at(0, 12, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 9, 0), 1);
        STORED.raw(1, at(0, 9, 1), 1);
        STORED.raw(1, at(0, 9, 2), 2);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 10, 0), 3);
        assertThat(merged(at(0, 9, 0), at(0, 11, 0)).count()).isEqualTo(2);
        STORED.due("hourly", at(0, 9, 0));
        Distribution whole = merged(at(0, 9, 0), at(0, 11, 0));
        assertThat(whole.count()).as("the late one, too").isEqualTo(3);
        assertThat(whole.isComplete()).isTrue();
    }

    @Test
    void whatIsOlderThanTheRetentionIsNotTrustedToBeAllThatThereWas() throws SQLException {
        STORED.doneUntil(at(2, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(-1, 3, 0), 1);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(1, 3, 0), 1);
        assertThat(merged(at(-1, 3, 0), at(2, 0, 0)).count()).isEqualTo(2);
        database.execute("UPDATE metrics.retention SET keep_days = 1 + extract(day FROM now() - '" + at(1, 0, 0)
                + "'::timestamptz) WHERE kind = 'hourly'"); // since some time of day 0
        Distribution whole = merged(at(-1, 0, 0), at(2, 0, 0));
        assertThat(whole.count()).isEqualTo(1);
        assertThat(whole.gaps()).hasSize(1);
        assertThat(whole.gaps().get(0).to()).isBetween(at(0, 0, 0), at(1, 0, 0));
    }

    @Test
    void oldDaysComeFromWhatIsLeftOfThem() throws SQLException {
        STORED.doneUntil(at(14, 0, 0));
        STORED.series(9, 1, "other_seconds", "histogram", "{}", "seconds");
        STORED.bucket(RollupPeriod.HOURLY, 9, at(9, 0, 0), 1);
        STORED.bucket(RollupPeriod.HOURLY, 1, at(9, 12, 0), 1);
        STORED.bucket(RollupPeriod.DAILY, 1, at(3, 0, 0), 1, 1);
        STORED.bucket(RollupPeriod.DAILY, 1, at(9, 0, 0), 1);
        STORED.bucket(RollupPeriod.WEEKLY, 1, at(-7, 0, 0), 1, 1, 1, 1);
        STORED.bucket(RollupPeriod.WEEKLY, 1, at(0, 0, 0), 1, 1);

        Distribution whole = merged(at(-7, 0, 0), at(10, 0, 0));
        assertThat(whole.count()).isEqualTo(4 + 2 + 1);
        assertThat(whole.gaps()).isEmpty();
        Distribution cut = merged(at(-6, 0, 0), at(9, 18, 0));
        assertThat(cut.count()).isEqualTo(2 + 1);
        assertThat(cut.gaps()).containsExactly(between(at(-6, 0, 0), at(0, 0, 0)));
        Distribution ragged = merged(at(4, 12, 0), at(8, 12, 0));
        assertThat(ragged.count()).isZero();
        assertThat(ragged.gaps())
                .containsExactly(between(at(4, 12, 0), at(5, 0, 0)), between(at(8, 0, 0), at(8, 12, 0)));
    }

    @Test
    void aBucketWhoseSketchIsMissingIsDamagedAndOneOfSamplesNoDistribution() throws SQLException {
        STORED.doneUntil(at(1, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 0, 0), 1);
        STORED.series(9, 1, "other_seconds", "histogram", "{}", "seconds");
        STORED.bucket(RollupPeriod.HOURLY, 9, at(0, 0, 0), 1);
        database.execute("UPDATE metrics.aggregated_metrics SET sketch = NULL");
        assertThat(merged(at(0, 0, 0), at(1, 0, 0)).damaged()).isEqualTo(1);
        database.execute("UPDATE metrics.aggregated_metrics SET kind = 'samples' WHERE metric_name = 'took_seconds'");
        MergedDistribution merged =
                HISTORY.merged(took(at(0, 0, 0), at(1, 0, 0)).build());
        assertThat(merged.series()).isZero();
        assertThat(merged.whole().isComplete()).isTrue();
    }

    @Test
    void olderBucketsOfSamplesDoNotSpeakForDistributions() throws SQLException {
        STORED.doneUntil(at(1, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 2, at(0, 0, 0), 1);
        database.execute("UPDATE metrics.aggregated_metrics SET kind = 'samples'");
        assertThat(merged(at(0, 0, 0), at(1, 0, 0)).gaps()).containsExactly(between(at(0, 0, 0), at(1, 0, 0)));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 12, 0), 1);
        Distribution whole = merged(at(0, 0, 0), at(1, 0, 0));
        assertThat(whole.count()).isEqualTo(1);
        assertThat(whole.gaps()).containsExactly(between(at(0, 0, 0), at(0, 12, 0)));
    }

    @Test
    void aPartitionThatIsDroppedMeanwhileIsAGap() throws Exception {
        day(0);
        STORED.raw(1, at(0, 10, 0), 1);
        STORED.partition(at(1, 0, 0), at(2, 0, 0));
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try (Connection dropper = database.dataSource().getConnection();
                Statement statement = dropper.createStatement()) {
            dropper.setAutoCommit(false);
            statement.execute("DROP TABLE metrics.\"raw " + at(0, 0, 0) + "\"");
            Future<Distribution> read = reader.submit(() -> merged(at(0, 0, 0), at(2, 0, 0)));
            while (!read.isDone() && database.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
                Await.pause();
            }
            dropper.commit();
            assertThat(read.get().gaps()).containsExactly(between(at(0, 0, 0), at(1, 0, 0)));
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void aSeriesOfWhichNothingIsLeftTellsItsGaps() throws SQLException {
        day(0);
        STORED.raw(1, at(0, 10, 0), 10);
        List<SeriesDistribution> each =
                HISTORY.bySeries(took(at(-1, 0, 0), at(1, 0, 0)).build());
        assertThat(each).extracting(one -> one.whole().count()).containsExactly(1L, 0L);
        assertThat(each)
                .allSatisfy(one -> assertThat(one.whole().gaps()).containsExactly(between(at(-1, 0, 0), at(0, 0, 0))));
    }

    @Test
    void stepsBeginAtMultiplesSinceTheEpochAndEachTellsItsGaps() throws SQLException {
        day(1);
        STORED.doneUntil(at(1, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 20, 0), 1);
        STORED.bucket(RollupPeriod.HOURLY, 2, at(0, 23, 0), 1, 2);
        STORED.raw(1, at(1, 0, 0), 1, 2, 3);
        STORED.raw(1, at(1, 3, 59), 1, 2, 3, 4);

        MetricQuery.Builder query = took(at(0, 20, 30), at(1, 4, 0)).step(HOUR.multipliedBy(2));
        List<Distribution> steps = HISTORY.merged(query.build()).steps();

        assertThat(steps)
                .extracting(Distribution::range)
                .containsExactly(
                        between(at(0, 20, 30), at(0, 22, 0)),
                        between(at(0, 22, 0), at(1, 0, 0)),
                        between(at(1, 0, 0), at(1, 2, 0)),
                        between(at(1, 2, 0), at(1, 4, 0)));
        assertThat(steps).extracting(Distribution::count).containsExactly(0L, 2L, 3L, 4L);
        assertThat(steps.get(0).gaps()).containsExactly(between(at(0, 20, 30), at(0, 21, 0)));
        assertThat(steps.subList(1, 4)).allMatch(Distribution::isComplete);
        assertThat(HISTORY.merged(query.build()).whole().count()).isEqualTo(9);
        assertThat(HISTORY.bySeries(query.build()))
                .extracting(one -> one.steps().stream()
                        .mapToLong(Distribution::count)
                        .boxed()
                        .toList())
                .containsExactlyInAnyOrder(List.of(0L, 0L, 3L, 4L), List.of(0L, 2L, 0L, 0L));
    }

    @Test
    void stepsShorterThanABucketAreNotMadeUpFromIt() throws SQLException {
        STORED.doneUntil(at(1, 0, 0));
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 20, 0), 1);
        assertThat(HISTORY.merged(took(at(0, 20, 0), at(0, 21, 0))
                                .step(Duration.ofMinutes(30))
                                .build())
                        .steps())
                .hasSize(2)
                .allSatisfy(step -> assertThat(step.gaps()).containsExactly(step.range()));
    }

    @Test
    void whatCannotBeReadIsCountedAndNotTakenForNothing() throws SQLException {
        day(0);
        STORED.raw(1, at(0, 10, 0), 1);
        STORED.raw(1, at(0, 10, 1), new byte[] {1, 2, 3}, 5);
        STORED.raw(1, at(0, 10, 2), StoredDistributions.snapshot(1, 2).encode(1e-9), 5);
        Distribution whole = merged(at(0, 10, 0), at(0, 11, 0));
        assertThat(whole.count()).isEqualTo(1);
        assertThat(whole.damaged()).isEqualTo(2);
        assertThat(whole.isComplete()).isFalse();
        assertThat(HISTORY.bySeries(took(at(0, 10, 1), at(0, 11, 0)).build()))
                .singleElement()
                .satisfies(one -> assertThat(one.whole().damaged()).isEqualTo(2));
    }

    @Test
    void seriesOfDifferentUnitsAreNotMerged() throws SQLException {
        day(0);
        STORED.series(5, 1, "took_seconds", "histogram", "{\"queue\": \"c\"}", "bytes");
        MetricQuery query = took(at(0, 0, 0), at(1, 0, 0)).build();
        STORED.raw(1, at(0, 10, 0), 1);
        assertThat(HISTORY.merged(query).unit()).as("the other has no values").contains("seconds");
        STORED.raw(5, at(0, 10, 0), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HISTORY.merged(query))
                .withMessageContaining("bytes and seconds");
        assertThat(HISTORY.bySeries(query)).hasSize(2);
    }

    @Test
    void refusesMoreThanTheQueryAllows() throws SQLException {
        day(0);
        for (int minute = 0; minute < 10; minute++) {
            STORED.raw(1, at(0, 0, minute), 1);
            STORED.raw(2, at(0, 0, minute), 1);
        }
        MetricQuery.Builder all = took(at(0, 0, 0), at(1, 0, 0));
        refused(all.maxSeries(1), "more than 1 series");
        refused(took(at(0, 0, 0), at(1, 0, 0)).maxSketches(19), "more than 19 sketches");
        refused(took(at(0, 0, 0), at(1, 0, 0)).maxBytes(100), "more than 100 bytes");
        refused(took(at(0, 0, 0), at(1, 0, 0)).step(HOUR).maxPoints(23), "more than 23 in all");
        assertThat(HISTORY.merged(took(at(0, 0, 0), at(1, 0, 0))
                                .maxSketches(20)
                                .maxSeries(2)
                                .step(HOUR)
                                .maxPoints(24)
                                .build())
                        .whole()
                        .count())
                .isEqualTo(20);
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.bySeries(
                        took(at(0, 0, 0), at(1, 0, 0)).step(HOUR).maxPoints(47).build()))
                .withMessageContaining("24 steps of 2 series");
    }

    private static void refused(MetricQuery.Builder query, String why) {
        assertThatExceptionOfType(QueryLimitException.class)
                .isThrownBy(() -> HISTORY.merged(query.build()))
                .withMessageContaining(why)
                .withMessageContaining("raise max");
    }

    @Test
    void manySeriesAreFoundAsFewAre() throws SQLException {
        day(1);
        STORED.doneUntil(at(1, 0, 0));
        for (int i : IntStream.rangeClosed(10, 40).toArray()) {
            STORED.series(i, 1, "took_seconds", "histogram", "{\"queue\": \"q" + i + "\", \"many\": \"\"}", "seconds");
            STORED.bucket(RollupPeriod.HOURLY, i, at(0, 1, 0), i);
            STORED.bucket(RollupPeriod.DAILY, i, at(0, 0, 0), i);
        }
        STORED.bucket(RollupPeriod.HOURLY, 1, at(0, 0, 0), 1);
        MetricQuery.Builder many = took(at(0, 0, 0), at(1, 0, 0)).label("many", "");
        assertThat(HISTORY.merged(many.build()).whole().count()).isEqualTo(31);
        assertThat(HISTORY.bySeries(many.build()))
                .hasSize(31)
                .allMatch(one -> one.whole().count() == 1);
    }

    @Test
    void aStatementThatTakesTooLongIsEnded() throws SQLException {
        day(0);
        database.execute(
                "CREATE OR REPLACE FUNCTION metrics.metric_partitions(OUT parent name, OUT partition name, OUT lower_bound timestamptz,"
                        + " OUT upper_bound timestamptz, OUT detaching boolean) RETURNS SETOF record LANGUAGE sql AS"
                        + " $$ SELECT ''::name, ''::name, now(), now(), pg_sleep(60) IS NULL $$");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> HISTORY.merged(took(at(0, 0, 0), at(1, 0, 0))
                        .timeout(Duration.ofMillis(50))
                        .build()))
                .withMessageContaining("ask for less, or give it more time");
    }

    @Test
    void aReaderMayAskAndAnotherSchemaIsNotThere() throws SQLException {
        day(0);
        STORED.raw(1, at(0, 10, 0), 1);
        database.execute(
                "DROP ROLE IF EXISTS distribution_reader",
                "CREATE ROLE distribution_reader LOGIN",
                "GRANT USAGE ON SCHEMA metrics TO distribution_reader",
                "GRANT SELECT ON metrics.runtime, metrics.metric_series, metrics.metric_distribution,"
                        + " metrics.aggregated_metrics, metrics.rollup_progress, metrics.rollup_due, metrics.retention"
                        + " TO distribution_reader");
        DistributionHistory reader = new DistributionHistory(database.dataSource("distribution_reader"), "metrics");
        MetricQuery query = took(at(0, 0, 0), at(1, 0, 0)).build();
        assertThat(reader.merged(query).whole().count()).isEqualTo(1);
        database.execute("DROP OWNED BY distribution_reader", "DROP ROLE distribution_reader");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> new DistributionHistory(database.dataSource(), "elsewhere").merged(query))
                .withMessageContaining("MetricsSchema.install");
    }
}
