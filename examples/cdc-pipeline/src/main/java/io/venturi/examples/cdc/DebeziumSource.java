package io.venturi.examples.cdc;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.venturi.CdcMeters;
import io.venturi.PipelineState;
import io.venturi.examples.cdc.PipelineHealth.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the Debezium engine, and starts it again when it fails: the pipeline decides, so that it can meter it. */
final class DebeziumSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DebeziumSource.class);
    private static final long RESTART_MILLIS = 1_500;

    private final EmbeddedDatabase database;
    private final Path offsets;
    private final ChangeHandler handler;
    private final PipelineHealth health;
    private final CdcMeters cdc;
    private final ServiceThread supervisor = new ServiceThread("cdc-source", this::supervise);
    private volatile @Nullable DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

    DebeziumSource(
            EmbeddedDatabase database, Path offsets, ChangeHandler handler, PipelineHealth health, CdcMeters cdc) {
        this.database = database;
        this.offsets = offsets;
        this.handler = handler;
        this.health = health;
        this.cdc = cdc;
    }

    void start() {
        supervisor.start();
    }

    private void supervise() throws InterruptedException {
        try {
            while (!supervisor.isStopped()) {
                health.enter(Part.SOURCE, PipelineState.STARTING);
                Throwable failure = runOnce();
                if (supervisor.isStopped()) {
                    return;
                }
                log.debug("the source failed", failure);
                health.failed(Part.SOURCE, failure);
                if (supervisor.isStoppedWithin(RESTART_MILLIS)) {
                    return;
                }
                cdc.retry();
            }
        } finally {
            health.enter(Part.SOURCE, PipelineState.STOPPED);
        }
    }

    private Throwable runOnce() {
        try (Connection probe = database.connect()) {
            log.debug("{} is there", probe);
        } catch (SQLException e) {
            return e; // the engine would need far longer to find out
        }
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> next = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(properties())
                .using(OffsetCommitPolicy.always()) // what is acknowledged is not sent again
                .using((DebeziumEngine.ConnectorCallback) new StateCallback())
                .using((success, message, error) -> failure.set(success ? null : error))
                .notifying(handler.newDelivery())
                .build();
        engine = next;
        next.run();
        Throwable cause = failure.get();
        return cause != null ? cause : new IllegalStateException("the Debezium engine stopped without being asked");
    }

    private Properties properties() {
        Properties config = new Properties();
        config.setProperty("name", "shop");
        config.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        config.setProperty("topic.prefix", "shop");
        config.setProperty("plugin.name", "pgoutput");
        config.setProperty("database.hostname", "127.0.0.1");
        config.setProperty("database.port", Integer.toString(database.port()));
        config.setProperty("database.user", EmbeddedDatabase.USER);
        config.setProperty("database.password", "trusted");
        config.setProperty("database.dbname", EmbeddedDatabase.NAME);
        config.setProperty("slot.name", "lake_pipeline");
        config.setProperty("publication.name", "lake_pipeline");
        config.setProperty("publication.autocreate.mode", "filtered");
        config.setProperty("table.include.list", "public\\..*,pipeline\\.heartbeat");
        config.setProperty("snapshot.mode", "initial");
        config.setProperty("snapshot.include.collection.list", "public\\..*");
        config.setProperty("tombstones.on.delete", "false");
        config.setProperty("skipped.operations", "none"); // truncations, too
        // The heartbeat row goes through the WAL: its arrival attests the position, even when the shop sleeps.
        config.setProperty("heartbeat.interval.ms", "500");
        config.setProperty("heartbeat.action.query", "UPDATE pipeline.heartbeat SET beat_at = now() WHERE id = 1");
        config.setProperty("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        config.setProperty("offset.storage.file.filename", offsets.toString());
        // Soon, and not when the engine ends alone: one that fails may get no time to, and the next would take the
        // snapshot again.
        config.setProperty("offset.flush.interval.ms", "200");
        config.setProperty("max.batch.size", "1024");
        config.setProperty("max.queue.size", "4096");
        config.setProperty("poll.interval.ms", "50");
        // Fail at once and tell us: the supervisor retries, in sight of the meters.
        config.setProperty("errors.max.retries", "0");
        config.setProperty("slot.max.retries", "1");
        config.setProperty("slot.retry.delay.ms", "500");
        config.setProperty("task.management.timeout.ms", "2000");
        config.setProperty("record.processing.shutdown.timeout.ms", "500");
        return config;
    }

    /** The engine streams, or at least takes its snapshot, once it polls. */
    private final class StateCallback implements DebeziumEngine.ConnectorCallback {
        @Override
        public void pollingStarted() {
            health.enter(Part.SOURCE, PipelineState.RUNNING);
        }
    }

    /** Closes the engine, in a thread of its own: without its database, it may take its time. */
    @Override
    public void close() {
        ServiceThread closer = new ServiceThread("cdc-source-closer", this::closeEngine);
        closer.start();
        supervisor.close();
        closer.close();
    }

    private void closeEngine() {
        DebeziumEngine<RecordChangeEvent<SourceRecord>> running = engine;
        if (running == null) {
            return;
        }
        try {
            running.close();
        } catch (IOException | IllegalStateException e) {
            log.debug("the engine was closed already", e);
        }
    }
}
