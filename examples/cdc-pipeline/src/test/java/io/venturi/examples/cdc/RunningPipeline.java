package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** A pipeline on free ports, looked at through its scrapes only. At every one of them, the books have to hold. */
final class RunningPipeline implements AutoCloseable {
    private static final String NAMESPACE = "demo";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CdcPipeline pipeline;

    private RunningPipeline(CdcPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** With faults that come on their own. */
    static RunningPipeline start(int rowsPerSecond) throws IOException, SQLException {
        return start(rowsPerSecond, Optional.of(Duration.ofMillis(500)));
    }

    /** With faults on command only. */
    static RunningPipeline startCalm(int rowsPerSecond) throws IOException, SQLException {
        return start(rowsPerSecond, Optional.empty());
    }

    private static RunningPipeline start(int rowsPerSecond, Optional<Duration> faultsAfter)
            throws IOException, SQLException {
        PipelineSettings settings =
                new PipelineSettings(NAMESPACE, 0, rowsPerSecond, true, faultsAfter, Optional.of(0));
        return new RunningPipeline(CdcPipeline.start(settings, TemporaryFolder.create("venturi-test-")));
    }

    CdcPipeline pipeline() {
        return pipeline;
    }

    Scrape scrape() throws IOException, InterruptedException {
        Scrape scrape = Scrape.of(pipeline.metricsUri(), NAMESPACE);
        assertThat(Books.violations(scrape)).isEmpty();
        return scrape;
    }

    /** Scrapes until it shows what is expected. */
    Scrape awaitScrape(String what, Predicate<Scrape> expected) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(this::scrape, expected);
    }

    /**
     * Waits until the offsets that Debezium would begin with again are those of a change after the snapshot. Before, it would take the snapshot
     * again, whose rows are no changes that came twice.
     */
    void awaitOffsetsBeyondSnapshot() {
        Path offsets = pipeline.home().resolve("offsets");
        await("offsets beyond the snapshot")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class) // they are not there yet
                .until(
                        () -> Files.readString(offsets, StandardCharsets.ISO_8859_1),
                        kept -> kept.contains("\"lsn\"") && !kept.contains("snapshot"));
    }

    /** Ends the connections of Debezium's slot, as a failover would. */
    void cutReplication() throws SQLException {
        try (Connection connection = pipeline.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        }
    }

    /** How many rows a table of the shop has now. */
    long rows(ShopTable table) throws SQLException {
        try (Connection connection = pipeline.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.qualifiedName())) {
            row.next();
            return row.getLong(1);
        }
    }

    void killDatabase() {
        pipeline.database().kill();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
