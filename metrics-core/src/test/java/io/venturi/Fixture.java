package io.venturi;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/** Metrics in a real Prometheus registry, with a clock that only the test moves. */
final class Fixture {

    /** The wall clock's first reading: some time in 2026. */
    static final long START = 1_790_000_000_000L;

    final MockClock clock = new MockClock();
    final PrometheusMeterRegistry registry;
    final PipelineMetrics metrics;

    Fixture() {
        clock.add(Duration.ofMillis(START - clock.wallTime()));
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
        metrics = PipelineMetrics.builder(registry).build();
    }

    void pass(Duration time) {
        clock.add(time);
    }

    Scraped scrape() {
        return Scraped.from(registry);
    }

    /** Touches every meter of the catalogue. */
    static void useAll(PipelineMetrics metrics) {
        CdcMeters cdc = metrics.cdc("db");
        cdc.state(PipelineState.RUNNING);
        cdc.heartbeat(START);
        cdc.error("other");
        cdc.retry();
        cdc.snapshotTables(3, 1);
        CdcTableMeters table = cdc.table("public.orders");
        table.received(Operation.INSERT, START);
        table.processed(Operation.INSERT, START);
        BufferMeters buffer = metrics.buffer("db");
        buffer.depth("queue", String::length).capacity(10).oldestEvent(START, Long::doubleValue);
        buffer.batch(BatchStatus.SUCCESS, 5, 1_000_000);
        IcebergMeters lake = metrics.iceberg("db");
        lake.fileWritten(1 << 20);
        IcebergTableMeters lakeTable = lake.table("lake.orders");
        lakeTable.commit(() -> {});
        lakeTable.totals(1, 2, 3);
        ApiRouteMeters route = metrics.api().endpoint("/orders/{id}").method("GET");
        route.record(200, 1_000_000);
        route.requestBytes(10);
        route.responseBytes(10);
        metrics.api().endpoint("/orders/{id}").exception(new IllegalStateException("no"));
        metrics.calls("github").record(CallOutcome.SUCCESS, 1_000_000);
        metrics.flow("order").record("accepted", 1_000_000);
        metrics.worker("writer").issue("conflict", Severity.WARNING);
        cdc.snapshotTables(-1, 0); // moves meters_invalid_total
    }
}
