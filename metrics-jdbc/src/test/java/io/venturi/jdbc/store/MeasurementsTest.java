package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.TestDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final MeasuredSchema schema = new MeasuredSchema(database);

    @BeforeAll
    static void install() throws SQLException {
        MeasuredSchema.install(database);
    }

    @BeforeEach
    void clear() throws SQLException {
        schema.clear();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasRecordedIsInTheRelation(boolean hidden) throws SQLException {
        schema.source.hidesDriver = hidden;
        Instant time = Instant.now().minusNanos(1); // not a whole microsecond
        try (Measurements measurements = schema.builder().build()) {
            measurements.record(
                    "queue_processing",
                    12.5,
                    Map.of("queue", "or'd\"ers\\ 😀", "size", 10, "ratio", 0.25, "ok", true, "big", 1L << 53),
                    time);
            measurements.record("plain", -0.0, Map.of(), time);
            schema.assertStored(measurements, 2);
        }
        assertThat(database.rows(
                        "SELECT metric_name, metric_value, tags = jsonb_build_object('queue', ?, 'size', 10,"
                                + " 'ratio', 0.25, 'ok', true, 'big', 9007199254740992) FROM metrics.pipeline_measurement"
                                + " ORDER BY id",
                        "or'd\"ers\\ 😀"))
                .containsExactly(List.of("queue_processing", 12.5, true), List.of("plain", -0.0, false));
        assertThat(database.rows("SELECT DISTINCT (extract(epoch FROM \"timestamp\") * 1000000)::bigint,"
                        + " created_at > now() - interval '1 h' FROM metrics.pipeline_measurement"))
                .containsExactly(List.of(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000, true));
    }

    @Test
    void manyThreadsRecordExactly() throws Exception {
        try (Measurements measurements = schema.builder().batchSize(700).build()) {
            AtOnce.run(16, () -> {
                        MeasuredSchema.record(measurements, 1_000);
                        return measurements.counts();
                    })
                    .forEach(MeasuredSchema::assertBalanced);
            schema.assertStored(measurements, 16_000);
        }
        assertThat(database.text("SELECT count(DISTINCT metric_value) || ' ' || sum(metric_value)"
                        + " FROM metrics.pipeline_measurement"))
                .isEqualTo("1000 7992000");
        assertThat(database.number("SELECT count(*) FROM metrics.measurement_batch"))
                .as("its mark is gone")
                .isZero();
    }

    @Test
    void whatCannotBeStoredIsDroppedAndCounted() throws SQLException {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("a", null);
        try (Measurements measurements = schema.builder().build()) {
            measurements.record("n", Double.NaN, Map.of());
            measurements.record("n", Double.POSITIVE_INFINITY, Map.of());
            measurements.record("n\0", 1, Map.of());
            measurements.record("", 1, Map.of());
            measurements.record("x".repeat(201), 1, Map.of());
            measurements.record("n", 1, Map.of("a", "b\0"));
            measurements.record("n", 1, Map.of("a\0", "b"));
            measurements.record("n", 1, Map.of("a", "\uD83D"));
            measurements.record("n", 1, Map.of("a", Float.NaN));
            measurements.record("n", 1, Map.of("a", List.of()));
            measurements.record("n", 1, Map.of("a", "x".repeat(1 << 16)));
            measurements.record("n", 1, withNull);
            measurements.record("n", 1, Map.of(), Instant.MAX);
            measurements.record("n", 1, Map.of(), Instant.MIN);
            measurements.record("n", 1, Map.of());

            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(15, 1, 12, 2, 0, 0));
        }
        assertThat(database.number(MeasuredSchema.COUNT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyThePoisonIsLost(boolean hidden) throws SQLException {
        schema.source.hidesDriver = hidden;
        try (Measurements measurements = schema.lazy().build()) {
            for (int i = 0; i < 1_000; i++) {
                Object number = i % 100 == 7 ? new BigDecimal("1e200000") : (Object) i; // beyond jsonb
                measurements.record("n", i, Map.of("number", number));
            }
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(1_000, 990, 10, 0, 0, 0));
        }
        assertThat(database.number("SELECT count(DISTINCT metric_value) FROM metrics.pipeline_measurement"
                        + " WHERE metric_value::int % 100 <> 7"))
                .isEqualTo(990);
    }

    @Test
    void aCheckOfTheHostsIsNoMissingPartition() throws SQLException {
        database.execute("ALTER TABLE metrics.pipeline_measurement ADD CONSTRAINT hosts CHECK (metric_value >= 0)");
        try (Measurements measurements = schema.lazy().build()) {
            for (int i = -3; i < 5; i++) {
                measurements.record("n", i, Map.of());
            }
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(8, 5, 3, 0, 0, 0));
        } finally {
            database.execute("ALTER TABLE metrics.pipeline_measurement DROP CONSTRAINT hosts");
        }
    }

    @Test
    void closingStoresWhatWaits() throws SQLException {
        Measurements measurements = schema.lazy().build();
        MeasuredSchema.record(measurements, 12_345);
        measurements.close();

        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(12_345, 12_345, 0, 0, 0, 0));
        assertThat(database.number(MeasuredSchema.COUNT)).isEqualTo(12_345);
        MeasuredSchema.record(measurements, 5);
        measurements.close();
        assertThat(measurements.counts()).isEqualTo(new MeasurementCounts(12_350, 12_345, 0, 0, 5, 0));
    }

    @Test
    void metersShowTheBooks() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (PipelineMetrics metrics = PipelineMetrics.builder(registry).build()) {
            Measurements measurements = schema.lazy().metrics(metrics).build();
            MeasuredSchema.record(measurements, 3);
            measurements.record("n", Double.NaN, Map.of());
            assertThat(measurements.flush(MeasuredSchema.LONG)).isTrue();

            assertThat(registry.find("pipeline.store.measurements").functionCounters())
                    .extracting(counter -> counter.getId().getTag("result") + ' ' + counter.count())
                    .containsExactlyInAnyOrder(
                            "accepted 4.0", "stored 3.0", "rejected 1.0", "expired 0.0", "overflowed 0.0");
            measurements.close();
            assertThat(registry.find("pipeline.store.measurements").functionCounters())
                    .isEmpty();
        }
    }

    @Test
    void twoProcessesDoNotTakeEachOthersBatchesForTheirOwn() throws SQLException {
        try (Measurements one = schema.lazy().build();
                Measurements two = schema.lazy().build()) {
            MeasuredSchema.record(one, 10);
            assertThat(one.flush(MeasuredSchema.LONG)).isTrue();
            MeasuredSchema.record(two, 10);
            assertThat(two.flush(MeasuredSchema.LONG)).isTrue();
            assertThat(database.number(MeasuredSchema.COUNT)).isEqualTo(20);
            assertThat(database.rows("SELECT seq FROM metrics.measurement_batch"))
                    .hasToString("[[1], [1]]");
        }
    }

    @Test
    void misuseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema.builder().maxWaiting(0))
                .withMessage("maxWaiting is 0: give at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema.builder().maxWaitingBytes(1))
                .withMessageContaining("maxWaitingBytes is 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema.builder().batchSize(100_001))
                .withMessageContaining("batchSize is 100001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schema.builder().closeTimeout(Duration.ofNanos(-1)))
                .withMessageContaining("closeTimeout is PT-0.000000001S");
        assertThatIllegalStateException().isThrownBy(() -> schema.builder().interval(MeasuredSchema.LONG));
    }
}
