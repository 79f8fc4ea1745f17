package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Batches.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of batches, with the driver's connection (COPY) and without (INSERT). */
class BatchStorageTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Batches batches = new Batches();

    @BeforeEach
    void install() throws SQLException {
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(database.dataSource(), "metrics");
    }

    private static BatchStorage storage(boolean hidden) {
        DataSource source = database.dataSource();
        return new BatchStorage(hidden ? HidingPool.over(source) : source, "metrics");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyValueIsStoredAsItIs(boolean hidden) throws SQLException {
        double[] values = {
            0.1,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MAX_VALUE
        };
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(new Sample(Batches.gauge("g", i), Batches.now(), values[i]));
        }

        assertThat(storage(hidden).store(batches.of(samples))).isEqualTo(new Stored(values.length, 0, 0));

        List<Object> stored = new ArrayList<>();
        database.rows("SELECT value FROM metrics.metric_sample JOIN metrics.metric_series USING (series_id)"
                        + " ORDER BY (labels ->> 'number')::int")
                .forEach(row -> stored.add(row.get(0)));
        assertThat(stored)
                .containsExactly(
                        0.1,
                        -0.0,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.MIN_VALUE,
                        -Double.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void distributionsAreStoredWithTheirSketches(boolean hidden) throws SQLException {
        byte[] large = new byte[200_000]; // larger than any buffer
        large[199_999] = 7;
        Instant time = Batches.now();
        List<DistributionSample> distributions = List.of(
                Batches.distribution("a", time, 3, new byte[] {1, 0, -1}),
                Batches.distribution("b", time, 4, large),
                Batches.distribution("c", time, 5, new byte[0]));

        assertThat(storage(hidden).store(batches.of(List.of(), distributions))).isEqualTo(new Stored(3, 0, 0));

        assertThat(database.rows(
                        "SELECT metric_name, metric_type, count, sum, max, octet_length(sketch),"
                                + " encode(substring(sketch FROM greatest(1, octet_length(sketch) - 2)), 'hex'), ts = ?"
                                + " FROM metrics.metric_distribution JOIN metrics.metric_series USING (series_id)"
                                + " ORDER BY metric_name",
                        time.atOffset(java.time.ZoneOffset.UTC)))
                .hasToString("[[a, histogram, 3, 1.5, 1.5, 3, 0100ff, true],"
                        + " [b, histogram, 4, 2.0, 1.5, 200000, 000007, true],"
                        + " [c, histogram, 5, 2.5, 1.5, 0, , true]]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchIsStoredOnce(boolean hidden) throws SQLException {
        SampleBatch first = batches.of(sample("a", 1));
        SampleBatch second = batches.of(sample("a", 2), sample("b", 3));
        BatchStorage storage = storage(hidden);

        assertThat(storage.store(first)).isEqualTo(new Stored(1, 0, 0));
        assertThat(storage.store(second)).isEqualTo(new Stored(2, 0, 0));
        assertThat(storage.store(second)).isEqualTo(new Stored(2, 0, 0));
        assertThat(storage(hidden).store(first)).isEqualTo(new Stored(1, 0, 0));

        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(3);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatNoPartitionIsForIsExpired(boolean hidden) throws SQLException {
        Instant now = Batches.now();
        List<Sample> samples = new ArrayList<>();
        for (Instant time : List.of(
                Instant.MIN,
                Instant.EPOCH,
                now.minus(Duration.ofDays(15)),
                now.minus(Duration.ofDays(13)),
                now,
                now.plus(Duration.ofDays(6)),
                now.plus(Duration.ofDays(8)).plus(Duration.ofMinutes(1)),
                Instant.MAX)) {
            samples.add(new Sample(Batches.gauge("g", 0), time, 1));
        }

        assertThat(storage(hidden).store(batches.of(samples))).isEqualTo(new Stored(3, 0, 5));
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void seriesThatCannotBeStoredAreRejectedAlone(boolean hidden) throws SQLException {
        List<Sample> samples = new ArrayList<>(Batches.samples("g", 10));
        samples.add(new Sample(MetricSeries.of("s", SeriesType.COUNTER, Map.of("a", "\uD800")), Batches.now(), 1));
        samples.add(
                new Sample(MetricSeries.of("long".repeat(100_000), SeriesType.COUNTER, Map.of()), Batches.now(), 1));

        assertThat(storage(hidden).store(batches.of(samples))).isEqualTo(new Stored(10, 2, 0));
    }
}
