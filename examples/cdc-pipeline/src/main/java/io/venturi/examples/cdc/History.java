package io.venturi.examples.cdc;

import io.micrometer.core.instrument.MeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.store.MetricHistory;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.MetricStore;
import io.venturi.jdbc.store.RegistryHistory;
import io.venturi.jdbc.store.SeriesHistory;
import io.venturi.jdbc.store.StoreMaintenance;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** The history of everything that is metered, in the shop's own database: of the registry that Prometheus scrapes. */
final class History implements AutoCloseable {

    // For a demo that runs for a minute; a service takes one every ten seconds.
    private static final Duration STEP = Duration.ofSeconds(2);

    private final OpenResources resources = new OpenResources();
    private final MetricHistory stored;

    private History(DataSource database, Path spool, MeterRegistry registry, PipelineMetrics metrics) {
        stored = new MetricHistory(database, DatabaseWatch.SCHEMA);
        MetricStore store = resources.add(MetricStore.builder(database, DatabaseWatch.SCHEMA)
                .runtime("worker_pool", "shop-pipeline")
                .spoolDirectory(spool)
                .closeTimeout(Duration.ofSeconds(3))
                .build());
        store.bindTo(metrics);
        StoreMaintenance maintenance = StoreMaintenance.builder(database, DatabaseWatch.SCHEMA, metrics)
                .build();
        resources.add(maintenance.start());
        resources.add(RegistryHistory.builder(registry, store).step(STEP).start());
    }

    /** Keeps it from now on; what the database does not take waits in the folder. */
    static History start(DataSource database, Path spool, MeterRegistry registry, PipelineMetrics metrics)
            throws SQLException {
        MetricsSchema.install(database, DatabaseWatch.SCHEMA);
        return new History(database, spool, registry, metrics);
    }

    /** The newest total that is stored of a table's counter, all its series together; nothing where there is none. */
    OptionalLong total(String counter, ShopTable table) throws SQLException {
        Instant now = Instant.now();
        List<SeriesHistory> series =
                stored.query(MetricQuery.builder(counter, now.minus(Duration.ofDays(1)), now.plusSeconds(1))
                        .label("table", table.qualifiedName())
                        .step(Duration.ofDays(7))
                        .build());
        return series.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(series.stream()
                        .mapToDouble(
                                one -> one.points().get(one.points().size() - 1).value())
                        .sum()));
    }

    /** Takes a last step and stores what waits. */
    @Override
    public void close() {
        resources.close();
    }
}
