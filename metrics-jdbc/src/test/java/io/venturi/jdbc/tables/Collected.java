package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A registry with what a collector shows in it. */
final class Collected implements AutoCloseable {

    final MockClock clock = new MockClock();
    final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();

    TableCountCollector.Builder collector(DataSource source) {
        return TableCountCollector.builder(source, metrics).database("db");
    }

    /** What a table's gauge of rows shows; null where there is none. */
    @Nullable
    Double rows(String table) {
        return gauge("table.rows", "table", table);
    }

    @Nullable
    Double gauge(String name, String... tags) {
        Gauge gauge = registry.find("pipeline." + name).tags(tags).gauge();
        return gauge == null ? null : gauge.value();
    }

    /** All tables' rows. */
    Map<String, Double> rows() {
        return registry.find("pipeline.table.rows").gauges().stream()
                .collect(Collectors.toMap(
                        gauge -> String.valueOf(gauge.getId().getTag("table")),
                        Gauge::value,
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** What a counter of the collector's counts; NaN where there is none. */
    double counted(String name, String tag, String value) {
        for (Meter meter : registry.find("pipeline." + name).tags(tag, value).meters()) {
            return StreamSupport.stream(meter.measure().spliterator(), false)
                    .mapToDouble(measurement -> measurement.getValue())
                    .sum();
        }
        return Double.NaN;
    }

    double errors(CountFailure reason) {
        return counted("table.count.errors", "reason", reason.label());
    }

    double alerts(CountAlert alert) {
        return counted("table.count.alerts", "alert", alert.label());
    }

    /** Reads every series, as a scrape does, and says how many there are of tables. */
    long scrape() {
        long series = 0;
        for (Meter meter : registry.getMeters()) {
            meter.measure().forEach(measurement -> measurement.getValue());
            series += meter.getId().getTags().contains(Tag.of("database", "db")) ? 1 : 0;
        }
        return series;
    }

    @Override
    public void close() {
        metrics.close();
    }
}
