package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Batches.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which series figures are stored under. */
class SeriesIdsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Batches batches = new Batches();

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    private static BatchStorage storage() {
        return new BatchStorage(database.dataSource(), "metrics");
    }

    @Test
    void labelsAreWhatTheyWereWhateverTheyAreMadeOf() throws SQLException {
        List<String> odd = List.of(
                "",
                " ",
                "'",
                "\"",
                "\\",
                "{}",
                "{\"a\":1}",
                "\n\r\t\b",
                "\u0001",
                "\u007F",
                "NULL",
                "é",
                "e\u0301",
                "😀",
                "\uFFFF",
                "\uFFFD",
                "?",
                "$1",
                "a,b",
                "%s");
        List<Sample> samples = new ArrayList<>();
        for (String text : odd) {
            samples.add(new Sample(
                    MetricSeries.of("odd", SeriesType.GAUGE, Map.of("value", text, text, "key")), Batches.now(), 1));
            samples.add(new Sample(MetricSeries.of("x" + text, SeriesType.GAUGE, Map.of()), Batches.now(), 1));
        }

        assertThat(storage().store(batches.of(samples))).isEqualTo(new Stored(samples.size(), 0, 0));
        assertThat(storage().store(batches.of(samples))).isEqualTo(new Stored(samples.size(), 0, 0));

        assertThat(database.rows("SELECT labels ->> 'value' FROM metrics.metric_series WHERE metric_name = 'odd'"))
                .extracting(row -> row.get(0))
                .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(odd));
        assertThat(database.rows("SELECT metric_name FROM metrics.metric_series WHERE metric_name <> 'odd'"))
                .extracting(row -> row.get(0))
                .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(
                        odd.stream().map(text -> "x" + text).toList()));
        assertThat(database.number("SELECT count(DISTINCT series_id) FROM metrics.metric_sample"))
                .isEqualTo(samples.size());
    }

    @Test
    void textsThatPostgresqlHasNotAreRejected() throws SQLException {
        List<Sample> samples = List.of(
                sample("good", 1),
                new Sample(MetricSeries.of("a\uDC00", SeriesType.GAUGE, Map.of()), Batches.now(), 1),
                new Sample(MetricSeries.of("b", SeriesType.GAUGE, Map.of("\uD800x", "")), Batches.now(), 1),
                new Sample(MetricSeries.of("c", SeriesType.GAUGE, Map.of("x", "\uDE00\uD83D")), Batches.now(), 1));
        BatchStorage storage = storage();

        assertThat(storage.store(batches.of(samples))).isEqualTo(new Stored(1, 3, 0));
        assertThat(storage.store(batches.of(samples))).isEqualTo(new Stored(1, 3, 0));
        assertThat(storage.store(batches.of(samples.subList(1, 4)))).isEqualTo(new Stored(0, 3, 0));
        assertThat(database.rows("SELECT metric_name FROM metrics.metric_series"))
                .hasToString("[[good]]");
    }

    @Test
    void runtimesThatPostgresqlHasNotAreRejected() throws SQLException {
        for (String name : List.of("a\0b", "\uD800", randomText(10_000))) {
            Batches others = new Batches(new RuntimeKey("worker_pool", name));
            assertThat(storage().store(others.of(sample("a", 1), sample("b", 1))))
                    .isEqualTo(new Stored(0, 2, 0));
        }
        assertThat(database.number("SELECT count(*) FROM metrics.runtime")).isZero();
    }

    /** Text that does not compress, and so finds no place in an index. */
    private static String randomText(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    @Test
    void seriesThatNoIndexHasRoomForAreRejected() throws SQLException {
        List<Sample> samples = new ArrayList<>(Batches.samples("g", 50));
        samples.add(17, new Sample(MetricSeries.of(randomText(10_000), SeriesType.GAUGE, Map.of()), Batches.now(), 1));
        BatchStorage storage = storage();

        assertThat(storage.store(batches.of(samples))).isEqualTo(new Stored(50, 1, 0));
        assertThat(storage.store(batches.of(samples))).isEqualTo(new Stored(50, 1, 0));
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(50);
    }

    @Test
    void typesAndRuntimesHaveSeriesOfTheirOwn() throws SQLException {
        Batches others = new Batches(new RuntimeKey("worker_pool", "others"));
        Sample gauge = sample("a", 1);
        Sample counter = new Sample(
                MetricSeries.of("a", SeriesType.COUNTER, gauge.series().labels()), Batches.now(), 2);
        BatchStorage storage = storage();
        storage.store(batches.of(gauge, counter, gauge));
        storage.store(others.of(gauge));

        assertThat(database.rows("SELECT name, metric_type, count(*) FROM metrics.metric_sample"
                        + " JOIN metrics.metric_series USING (series_id) JOIN metrics.runtime USING (runtime_id)"
                        + " GROUP BY 1, 2 ORDER BY 1, 2"))
                .hasToString("[[orders, counter, 1], [orders, gauge, 2], [others, gauge, 1]]");
    }

    @Test
    void descriptionsAreKeptUpToDate() throws SQLException {
        storage().store(batches.of(described(null, null)));
        assertThat(description()).isEqualTo("[[null, null]]");
        storage().store(batches.of(described("seconds", "What it\0 is\uD800.")));
        assertThat(description()).isEqualTo("[[seconds, What it\uFFFD is\uFFFD.]]");
        storage().store(batches.of(described(null, null)));
        assertThat(description()).as("what is not told stays").isEqualTo("[[seconds, What it\uFFFD is\uFFFD.]]");
        storage().store(batches.of(described("seconds", "What it was.")));
        assertThat(description()).isEqualTo("[[seconds, What it was.]]");
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(1);
    }

    private static Sample described(@Nullable String unit, @Nullable String help) {
        return new Sample(MetricSeries.of("a", SeriesType.GAUGE, Map.of(), unit, help), Batches.now(), 1);
    }

    private static String description() throws SQLException {
        return database.rows("SELECT unit, help_text FROM metrics.metric_series")
                .toString();
    }

    @Test
    void seriesAreSeenAtMostOnceAnHour() throws SQLException {
        Sample sample = sample("a", 1);
        storage().store(batches.of(sample));
        String first = database.text("SELECT last_seen FROM metrics.metric_series");
        storage().store(batches.of(sample));
        assertThat(database.text("SELECT last_seen FROM metrics.metric_series")).isEqualTo(first);

        database.execute("UPDATE metrics.metric_series SET last_seen = now() - interval '61 minutes'");
        storage().store(batches.of(sample));
        assertThat(database.text("SELECT now() - last_seen < interval '1 minute' FROM metrics.metric_series"))
                .isEqualTo("true");
    }

    @Test
    void moreSeriesThanAreRememberedAreStoredAllTheSame() throws SQLException {
        BatchStorage storage =
                new BatchStorage(new SchemaTransactions(database.dataSource(), "metrics"), 10, System::nanoTime);
        List<Sample> samples = Batches.samples("g", 25);
        for (int i = 0; i < 3; i++) {
            assertThat(storage.store(batches.of(samples))).isEqualTo(new Stored(25, 0, 0));
        }
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(25);
        assertThat(database.number("SELECT count(*) FROM (SELECT series_id FROM metrics.metric_sample"
                        + " GROUP BY series_id HAVING count(*) = 3 AND min(value) = max(value)) same"))
                .isEqualTo(25);
    }

    @Test
    void manyWhoAddTheSameSeriesAtOnceNeitherDeadlockNorAddThemTwice() throws Exception {
        int writers = 8;
        int rounds = 4;
        int newSeries = 1_500;
        CyclicBarrier start = new CyclicBarrier(writers);
        ExecutorService executor = Executors.newFixedThreadPool(writers);
        List<Future<Integer>> results = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            long seed = writer;
            results.add(executor.submit(() -> {
                BatchStorage storage = storage();
                Batches own = new Batches();
                int stored = 0;
                for (int round = 0; round < rounds; round++) {
                    List<Sample> samples = Batches.samples("round" + round, newSeries);
                    Collections.shuffle(samples, new Random(seed));
                    start.await();
                    stored += storage.store(own.of(samples)).stored();
                }
                return stored;
            }));
        }
        for (Future<Integer> result : results) {
            assertThat(result.get()).isEqualTo(rounds * newSeries);
        }
        executor.shutdown();

        assertThat(database.number("SELECT count(*) FROM metrics.runtime")).isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo((long) rounds * newSeries);
        assertThat(database.number("SELECT max(series_id) FROM metrics.metric_series"))
                .as("no id is lost")
                .isEqualTo((long) rounds * newSeries);
        assertThat(database.number("SELECT count(*) FROM (SELECT FROM metrics.metric_sample"
                        + " JOIN metrics.metric_series USING (series_id) WHERE value = (labels ->> 'number')::int"
                        + " GROUP BY series_id HAVING count(*) = " + writers + ") whole"))
                .isEqualTo((long) rounds * newSeries);
    }

    @Test
    void theHashTellsApartWhatIsDifferent() throws SQLException {
        String hash = "SELECT metrics.metric_series_hash('00000000-0000-0000-0000-000000000000', '%s', '%s', '%s')";
        HashSet<String> hashes = new HashSet<>();
        for (String sql : List.of(
                hash.formatted("gauge", "a", "{}"),
                hash.formatted("gauge", "b", "{}"),
                hash.formatted("counter", "a", "{}"),
                hash.formatted("gauge", "a{}", "{}"),
                hash.formatted("gauge", "a", "{\"a\": \"\"}"))) {
            hashes.add(String.valueOf(database.text("SELECT encode((" + sql + "), 'hex')")));
        }
        assertThat(hashes).hasSize(5);
    }
}
