package io.venturi.examples.cdc;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.PipelineState;
import io.venturi.http.MetricsServer;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The service: PostgreSQL, Debezium, a buffer, a writer, Iceberg, an API about the tables, and the metrics of all of it.
 *
 * <p>The wiring shows how a host uses Venturi: one {@link PipelineMetrics}, the handles of {@link PipelineMeters}, and
 * calls to them in the parts that do the work.
 */
final class CdcPipeline implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final PipelineSettings settings;
    private final OpenResources resources;
    private final ChangeLedger ledger = new ChangeLedger();
    private final PipelineTally tally = new PipelineTally();
    private final FaultSwitches faults = new FaultSwitches();
    private final Map<ShopTable, LakeTable> lakeTables = new EnumMap<>(ShopTable.class);

    private final Path home;
    private final EmbeddedDatabase database;
    private final Lake lake;
    private final Workload workload;
    private final MetricsServer metricsServer;
    private final PipelineHealth health;
    private final ChangeHandler handler;
    private final LakeWriter writer;
    private final DeadLetterQueue deadLetters;
    private final @Nullable History history;
    private final PipelineBooks books;
    private final @Nullable FaultControl control;

    private CdcPipeline(PipelineSettings settings, TemporaryFolder folder, OpenResources resources)
            throws IOException, SQLException {
        this.settings = settings;
        this.resources = resources;
        home = resources.add(folder).path();

        // The metrics come first: whatever fails afterwards is seen.
        PrometheusMeterRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        resources.add(registry::close);
        PipelineMetrics metrics = resources.add(PipelineMetrics.builder(registry)
                .namespace(settings.namespace())
                .build());
        metrics.bindJvm();
        metricsServer = resources.add(MetricsServer.start(registry, settings.metricsPort()));

        database = resources.add(EmbeddedDatabase.start(home.resolve("postgres")));
        database.createSchema();
        lake = resources.add(Lake.open(database, home.resolve("lake")));
        lake.createTables();
        ShopSession shop = new ShopSession(database, ledger, new Random(42));
        boolean withFaults = settings.faultsAfter().isPresent();
        workload = new Workload(shop, faults, settings.rowsPerSecond(), withFaults);
        workload.seed(PipelineSettings.SEEDED_ROWS_PER_TABLE);
        database.vacuum();

        PipelineMeters meters = PipelineMeters.of(metrics);
        health = new PipelineHealth(meters.cdc());
        for (ShopTable table : ShopTable.values()) {
            lakeTables.put(table, new LakeTable(lake.load(table), table, meters));
        }

        EventBuffer buffer = new EventBuffer(PipelineSettings.BUFFER_CAPACITY);
        meters.buffer()
                .depth(buffer, EventBuffer::depth)
                .capacity(buffer.capacity())
                .oldestEvent(buffer, EventBuffer::oldestEnqueuedMillis);

        deadLetters = new DeadLetterQueue(database, meters.buffer(), meters.deadLetterCalls());
        WriteFaults writeFaults = new WriteFaults(faults, settings.faultsAfter());
        WriteTargets targets = new WriteTargets(lakeTables, deadLetters, meters, tally, writeFaults);
        writer = resources.add(new LakeWriter(buffer, targets, health, meters));

        SnapshotProgress snapshot = new SnapshotProgress(meters.cdc(), workload::open);
        handler = new ChangeHandler(buffer, meters, tally, snapshot);
        DebeziumSource source =
                resources.add(new DebeziumSource(database, home.resolve("offsets"), handler, health, meters.cdc()));

        resources.add(DatabaseWatch.start(database.dataSource(), PipelineMeters.SOURCE, metrics));
        history = settings.history()
                ? resources.add(History.start(database.dataSource(), home.resolve("spool"), registry, metrics))
                : null;
        TablesApi api = resources.add(new TablesApi(lake, faults, metrics));
        ApiClients clients = resources.add(new ApiClients(api.uri(), faults, withFaults, new Random(7)));
        Lake otherLake = resources.add(Lake.open(database, home.resolve("lake")));
        LakeMaintenance maintenance = resources.add(new LakeMaintenance(otherLake));
        LakeCompetitor competitor =
                resources.add(new LakeCompetitor(otherLake, faults, settings.faultsAfter(), this::conflicts));
        resources.add(workload);
        books = new PipelineBooks(database, ledger, tally, lakeTables, buffer, api.tally());
        tellOfFaults();
        control = settings.controlPort().isPresent()
                ? resources.add(new FaultControl(settings.controlPort().get(), faults, books::now))
                : null;

        writer.start();
        source.start();
        api.start();
        clients.start();
        maintenance.start();
        competitor.start();
    }

    /** What a fault needs that no part looks for itself. */
    private void tellOfFaults() {
        faults.whenSwitched(Fault.WRITER_STOPPED, on -> {
            if (on) {
                writer.pause();
            } else {
                writer.resume();
            }
        });
        faults.whenSwitched(Fault.DATABASE_KILLED, on -> {
            if (on) {
                database.kill();
            } else {
                database.restart();
            }
        });
        faults.whenSwitched(Fault.DEAD_LETTERS_REFUSED, deadLetters::refuse);
        faults.whenSwitched(Fault.TABLE_TRUNCATED, on -> {
            if (on) {
                workload.truncateItems();
            }
        });
    }

    /** Starts everything in the folder, which it takes over; when something cannot start, what did is closed again. */
    static CdcPipeline start(PipelineSettings settings, TemporaryFolder home) throws IOException, SQLException {
        OpenResources resources = new OpenResources();
        try {
            CdcPipeline pipeline = new CdcPipeline(settings, home, resources);
            pipeline.workload.start();
            return pipeline;
        } catch (IOException | SQLException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    String namespace() {
        return settings.namespace();
    }

    URI metricsUri() {
        return URI.create("http://127.0.0.1:" + metricsServer.port() + "/metrics");
    }

    EmbeddedDatabase database() {
        return database;
    }

    ChangeLedger ledger() {
        return ledger;
    }

    PipelineTally tally() {
        return tally;
    }

    Lake lake() {
        return lake;
    }

    DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** The history of the metrics, where it is kept. */
    Optional<History> history() {
        return Optional.ofNullable(history);
    }

    PipelineState state() {
        return health.state();
    }

    /** Where everything lies; gone when the pipeline is closed. */
    Path home() {
        return home;
    }

    /** Commits that the writer lost to a competitor. */
    long conflicts() {
        return lakeTables.values().stream().mapToLong(LakeTable::conflicts).sum();
    }

    FaultSwitches faults() {
        return faults;
    }

    PipelineBooks books() {
        return books;
    }

    /** Where faults are commanded, if they are. */
    Optional<FaultControl> control() {
        return Optional.ofNullable(control);
    }

    /** Ends the workload. What it committed until then is on its way. */
    void stopWorkload() {
        workload.close();
    }

    /**
     * Waits until everything that was committed up to now has arrived and left again: the source attests a later
     * position, and nothing is in flight.
     *
     * @return whether it came to that, before the time was over or {@code giveUp} said so
     */
    boolean drain(Duration atMost, BooleanSupplier giveUp) {
        long committedMillis = System.currentTimeMillis();
        long end = System.nanoTime() + atMost.toNanos();
        while (handler.attestedMillis() <= committedMillis || tally.inFlight() > 0) {
            if (System.nanoTime() > end || giveUp.getAsBoolean() || !database.isAlive()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    @Override
    public void close() {
        resources.close();
    }
}
