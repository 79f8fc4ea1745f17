package io.venturi.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * A fortnight, with restarts, gaps, clocks that are set back, figures that come late by every way in, and a database in a time zone of half
 * hours: rolled up, it is what it is when computed record by record.
 */
class RollupFortnightTest {

    private static final int DAYS = 15;
    private static final Duration STEP = Duration.ofMinutes(20);
    private static final MetricSeries TOOK =
            MetricSeries.of("took_seconds", SeriesType.HISTOGRAM, Map.of("queue", "a"));
    private static final MetricSeries SIZE = MetricSeries.of("size", SeriesType.HISTOGRAM, Map.of());

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Random random = new Random(42);
    private final List<Sample> samples = new ArrayList<>();
    private final List<DistributionSample> distributions = new ArrayList<>();
    private final List<double[]> trueValues = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final Batches batches = new Batches();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant end = Instant.EPOCH;

    @Test
    void rolledUpItIsWhatItIsRecordByRecord() throws Exception {
        database.execute("ALTER DATABASE " + database.name() + " SET timezone TO 'Australia/Lord_Howe'");
        InstalledHistory.renew(database);
        ExpectedBuckets.keepTrueValues(database);
        database.execute("UPDATE metrics.retention SET keep_days = 40 WHERE kind = 'raw'");
        // So that also shortly after midnight all is over.
        end = InstalledHistory.today(database).minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        generate();

        try (PooledConnection pool = new PooledConnection(database.dataSource(), true);
                PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
                StoreMaintenance maintenance = StoreMaintenance.builder(pool.dataSource(), "metrics", metrics)
                        .build()) {
            for (double part : new double[] {0.85, 0.5, 1}) {
                store(part);
                maintenance.maintain();
            }
            assertThat(samples).isEmpty();
            assertThat(database.number("SELECT count(*) FROM metrics.rollup_due WHERE period = 'hourly'"))
                    .isZero();
            ExpectedBuckets.before(end, database).assertRolledUp(database);

            database.execute(
                    "CREATE TABLE rolled_up AS TABLE metrics.aggregated_metrics",
                    "UPDATE metrics.rollup_progress SET done_until = '" + end.minus(Duration.ofDays(DAYS + 1))
                            + "', days_until = NULL, weeks_until = NULL");
            maintenance.maintain();
            assertThat(database.rows("(TABLE rolled_up EXCEPT TABLE metrics.aggregated_metrics) UNION ALL"
                            + " (TABLE metrics.aggregated_metrics EXCEPT TABLE rolled_up)"))
                    .as("done again")
                    .isEmpty();
            assertThat(failures()).isZero();
        }
    }

    private double failures() {
        return registry.find(LibraryCatalog.INVALID.name("pipeline")).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void generate() {
        double[] counts = new double[3];
        for (Instant time = end.minus(Duration.ofDays(DAYS)); time.isBefore(end); time = time.plus(STEP)) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = random.nextInt(200) == 0 ? 0 : counts[i] + random.nextInt(50); // now and then a restart
                boolean gap = i == 2 && random.nextInt(4) > 0;
                if (!gap) {
                    add("events_total", SeriesType.COUNTER, i, time, counts[i]);
                }
                double depth = random.nextInt(30) == 0 ? Double.NaN : random.nextGaussian() * 100;
                add("depth", SeriesType.GAUGE, i, time, depth);
            }
            if (random.nextBoolean()) {
                distribution(TOOK, time, 2, 1e-9, 0, 0.05);
                // Another release counts in another unit, more exactly.
                distribution(SIZE, time, random.nextBoolean() ? 2 : 3, random.nextBoolean() ? 1 : 0.125, 300, 5_000);
            }
            measurement("queue_processing", time, Math.exp(random.nextGaussian() * 2) * 100, random.nextInt(3));
            measurement("change", time, random.nextGaussian(), 0);
        }
    }

    private void add(String name, SeriesType type, int number, Instant time, double value) {
        // The clock of the first one is set back for a day: 25 minutes are there twice.
        boolean setBack = number == 0
                && time.isAfter(end.minus(Duration.ofDays(5)))
                && time.isBefore(end.minus(Duration.ofDays(4)));
        samples.add(new Sample(
                MetricSeries.of(name, type, Map.of("number", String.valueOf(number))),
                setBack ? time.minus(Duration.ofMinutes(25)) : time,
                value));
    }

    private void distribution(MetricSeries series, Instant time, int digits, double unit, double least, double scale) {
        double[] values = random.doubles(1 + random.nextInt(30), 0.001, 1)
                .map(value -> Math.max(1, Math.round((least + scale * Math.pow(value, 3)) / unit)) * unit)
                .toArray();
        distributions.add(TrueSketch.of(series, time, digits, unit, values));
        trueValues.add(values);
    }

    private void measurement(String name, Instant time, double value, int queue) {
        String tags = "{\"queue\": \"q" + queue + "\", \"success\": \"" + random.nextBoolean() + "\", \"batch_size\": "
                + random.nextInt(1000) + "}";
        measurements.add(new Measurement(
                name.getBytes(UTF_8), value, tags.getBytes(UTF_8), time.toEpochMilli() * 1000 + random.nextInt(1000)));
    }

    /** Stores a part of what is left, at random. */
    private void store(double part) throws SQLException {
        LongSupplier clock = System::nanoTime;
        SchemaTransactions transactions = new SchemaTransactions(database.dataSource(), "metrics");
        List<Sample> some = take(samples, part);
        // Half of them by the view, if they are not too many.
        int viewed = some.size() < 3_000 ? some.size() / 2 : 0;
        List<DistributionSample> sketches = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (int i = distributions.size() - 1; i >= 0; i--) {
            if (random.nextDouble() < part) {
                sketches.add(distributions.remove(i));
                values.add(trueValues.remove(i));
            }
        }
        new BatchStorage(database.dataSource(), "metrics")
                .store(batches.of(some.subList(viewed, some.size()), sketches));
        view(some.subList(0, viewed));
        keep(sketches, values);
        MinuteLog log = new MinuteLog(LoggerFactory.getLogger(RollupFortnightTest.class), clock);
        new MeasurementStorage(transactions, log).store(1, take(measurements, part));
    }

    private <T> List<T> take(List<T> all, double part) {
        Collections.shuffle(all, random);
        List<T> taken = all.subList(0, (int) Math.round(part * all.size()));
        List<T> some = new ArrayList<>(taken);
        taken.clear();
        return some;
    }

    private static void view(List<Sample> some) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO metrics.metric (runtime_id, metric_name, metric_type, labels, \"timestamp\", metric_value)"
                                + " SELECT runtime_id, ?, ?, ?::jsonb, ?, ? FROM metrics.runtime")) {
            for (Sample sample : some) {
                insert.setString(1, sample.series().name());
                insert.setString(2, sample.series().type().name().toLowerCase(Locale.ROOT));
                insert.setString(3, SeriesLabels.toJson(sample.series().labels()));
                insert.setTimestamp(4, Timestamp.from(sample.time()));
                insert.setDouble(5, sample.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void keep(List<DistributionSample> sketches, List<double[]> values) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO true_value SELECT ?, series_id, unnest(?) FROM metrics.metric_series"
                                + " WHERE metric_name = ? AND metric_type = 'histogram'")) {
            for (int i = 0; i < sketches.size(); i++) {
                insert.setTimestamp(1, Timestamp.from(sketches.get(i).time()));
                insert.setObject(2, values.get(i));
                insert.setString(3, sketches.get(i).series().name());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
