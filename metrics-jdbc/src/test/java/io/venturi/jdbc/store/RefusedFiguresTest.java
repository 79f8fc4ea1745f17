package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Batches.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Figures that the database refuses: they alone are dropped, and what is no refusal drops none. */
class RefusedFiguresTest {

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

    private static void refuse(String condition, String state, String when) throws SQLException {
        database.execute(
                "CREATE FUNCTION metrics.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF " + condition
                        + " THEN RAISE 'refused' USING ERRCODE = '" + state + "'; END IF; RETURN NEW; END $$",
                "CREATE " + when + " ON metrics.metric_sample " + (when.startsWith("CONSTRAINT") ? DEFERRED : "")
                        + " FOR EACH ROW EXECUTE FUNCTION metrics.refuse()");
    }

    private static final String DEFERRED = "DEFERRABLE INITIALLY DEFERRED";
    private static final String BEFORE = "TRIGGER refuse BEFORE INSERT";
    private static final String AT_COMMIT = "CONSTRAINT TRIGGER refuse AFTER INSERT";

    private static List<List<Object>> missing(int count) throws SQLException {
        List<List<Object>> missing = new ArrayList<>();
        database.rows(
                        "SELECT i FROM generate_series(0, ?) i"
                                + " WHERE i NOT IN (SELECT value FROM metrics.metric_sample) ORDER BY i",
                        count - 1)
                .forEach(row -> missing.add(List.copyOf(row)));
        return missing;
    }

    @ParameterizedTest
    @CsvSource({
        "P0001, " + BEFORE + ", false",
        "P0001, " + BEFORE + ", true",
        "22023, " + BEFORE + ", false",
        "23514, " + BEFORE + ", false",
        "23503, " + BEFORE + ", false",
        "54000, " + BEFORE + ", true",
        "P0001, " + AT_COMMIT + ", false",
        "23505, " + AT_COMMIT + ", true"
    })
    void whatATriggerRefusesIsRejectedAlone(String state, String when, boolean hidden) throws SQLException {
        refuse("NEW.value IN (0, 41, 42, 99)", state, when);
        SampleBatch batch = batches.of(Batches.samples("g", 100));
        BatchStorage storage = storage(hidden);

        assertThat(storage.store(batch)).isEqualTo(new Stored(96, 4, 0));
        assertThat(missing(100)).hasToString("[[0], [41], [42], [99]]");
        assertThat(storage.store(batch)).isEqualTo(new Stored(100, 0, 0));
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(96);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAConstraintRefusesIsRejectedAlone(boolean hidden) throws SQLException {
        database.execute(
                "ALTER TABLE metrics.metric_sample ADD CHECK (value::int % 3 > 0)",
                "ALTER TABLE metrics.metric_distribution ADD CHECK (count <> 4)");
        Instant time = Batches.now();
        List<DistributionSample> distributions = new ArrayList<>();
        for (int count = 1; count <= 5; count++) {
            distributions.add(Batches.distribution("d" + count, time, count, new byte[] {1}));
        }
        SampleBatch batch = batches.of(Batches.samples("g", 300), distributions);

        assertThat(storage(hidden).store(batch)).isEqualTo(new Stored(204, 101, 0));
        assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                .isEqualTo(200);
        assertThat(database.rows("SELECT count FROM metrics.metric_distribution ORDER BY 1"))
                .hasToString("[[1], [2], [3], [5]]");
    }

    @Test
    void allMayBeRefused() throws SQLException {
        refuse("true", "P0001", BEFORE);
        assertThat(storage(false).store(batches.of(Batches.samples("g", 33)))).isEqualTo(new Stored(0, 33, 0));
    }

    @Test
    void seriesThatAConstraintRefusesAreRejectedAlone() throws SQLException {
        database.execute("ALTER TABLE metrics.metric_series ADD CHECK (NOT labels @> '{\"number\": \"13\"}')");
        BatchStorage storage = storage(false);

        for (int i = 0; i < 2; i++) {
            assertThat(storage.store(batches.of(Batches.samples("g", 100)))).isEqualTo(new Stored(99, 1, 0));
        }
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series"))
                .isEqualTo(99);
    }

    @Test
    void seriesWhoseDescriptionIsRefusedGoWithoutIt() throws SQLException {
        database.execute("ALTER TABLE metrics.metric_series ADD CHECK (help_text <> 'bad')");
        List<Sample> samples = new ArrayList<>();
        for (String help : List.of("good", "bad", "fine")) {
            MetricSeries series = MetricSeries.of(help, SeriesType.GAUGE, Map.of(), "seconds", help);
            samples.add(new Sample(series, Batches.now(), 1));
        }

        assertThat(storage(false).store(batches.of(samples))).isEqualTo(new Stored(3, 0, 0));
        assertThat(database.rows("SELECT metric_name, help_text FROM metrics.metric_series ORDER BY 1"))
                .hasToString("[[bad, null], [fine, fine], [good, good]]");
    }

    /** Where the partition of one day is missing, a constraint that refuses figures of another has the same code. */
    @Test
    void refusalsAndMissingPartitionsAreToldApart() throws SQLException {
        database.execute("ALTER TABLE metrics.metric_sample ADD CHECK (value <> 13)");
        Instant now = Batches.now();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            samples.add(new Sample(Batches.gauge("g", i), now.minusSeconds(86_400L * (i % 10)), i));
        }

        assertThat(storage(false).store(batches.of(samples))).isEqualTo(new Stored(29, 1, 0));
        assertThat(missing(30)).hasToString("[[13]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "40001", "40P01", "55P03", "57014", "42501", "42P01", "XX000", "0A000"})
    void whatIsNotAboutAFigureDropsNone(String state) throws SQLException {
        refuse("NEW.value = 13", state, BEFORE);
        BatchStorage storage = storage(false);
        SampleBatch batch = batches.of(Batches.samples("g", 20));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> storage.store(batch))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo(state);
            assertThat(database.number("SELECT count(*) FROM metrics.metric_sample"))
                    .isZero();
        }
        database.execute("DROP TRIGGER refuse ON metrics.metric_sample");
        assertThat(storage.store(batch)).isEqualTo(new Stored(20, 0, 0));
        assertThat(missing(20)).isEmpty();
    }

    @Test
    void theLogTellsOfItOnceAMinute() throws SQLException {
        refuse("NEW.value < 2", "P0001", BEFORE);
        AtomicLong clock = new AtomicLong();
        BatchStorage storage =
                new BatchStorage(new SchemaTransactions(database.dataSource(), "metrics"), 100, clock::get);
        Logger logger = (Logger) LoggerFactory.getLogger(BatchStorage.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            storage.store(batches.of(Batches.samples("some_metric", 4)));
            storage.store(batches.of(Batches.samples("some_metric", 4)));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(59));
            storage.store(batches.of(sample("some_metric", 0)));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
            storage.store(batches.of(sample("some_metric", 0)));
            clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
            storage.store(batches.of(
                    new Sample(MetricSeries.of("two\nlines\uD800", SeriesType.GAUGE, Map.of()), Batches.now(), 1)));
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        first -> assertThat(first).contains("some_metric", "refused", "(2 dropped so far"),
                        second -> assertThat(second).contains("some_metric", "refused", "(6 dropped so far"),
                        third -> assertThat(third)
                                .contains("two lines", "(7 dropped so far")
                                .doesNotContain("\n"));
    }
}
