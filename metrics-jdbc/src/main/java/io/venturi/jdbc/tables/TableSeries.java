package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Clock;
import io.venturi.catalog.TableCatalog;
import io.venturi.instrument.MeterScope;
import java.time.Instant;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The series of one table: its last figures, dated. A failure that may pass leaves them, and their date tells; one that says
 * that they do not hold any more makes them NaN. Scrapes read memory.
 */
final class TableSeries implements AutoCloseable {

    private final MeterScope scope;
    private final Clock clock;
    private volatile @Nullable TableCount shown;
    private volatile @Nullable Instant vacuumedAt;

    TableSeries(MeterScope scope, String database, TableName table, CountRules rules) {
        this.scope = scope;
        this.clock = scope.clock();
        String schema = table.schema();
        String name = table.qualified();
        scope.gauge(TableCatalog.ROWS, this::rows, database, schema, name);
        scope.gauge(TableCatalog.ROWS_ESTIMATED, this::estimated, database, schema, name);
        scope.gauge(TableCatalog.COUNTED_TIMESTAMP, this::countedAt, database, schema, name);
        for (RowFilter filter : rules.filters(table)) {
            scope.gauge(
                    TableCatalog.ROWS_FILTERED, () -> filtered(filter.name()), database, schema, name, filter.name());
        }
        if (rules.sizes()) {
            scope.gauge(TableCatalog.BYTES, () -> bytes(TableSizes::total), database, schema, name, "total");
            scope.gauge(TableCatalog.BYTES, () -> bytes(TableSizes::table), database, schema, name, "table");
            scope.gauge(TableCatalog.BYTES, () -> bytes(TableSizes::index), database, schema, name, "index");
        }
        if (rules.vacuumAge()) {
            scope.gauge(TableCatalog.VACUUM_AGE, this::vacuumAge, database, schema, name);
        }
    }

    void show(TableCount count, @Nullable Instant vacuumed) {
        CountFailure failure = count.failure();
        if (failure == null) {
            shown = count;
            vacuumedAt = vacuumed;
        } else if (!failure.mayPass()) {
            shown = null;
            vacuumedAt = null;
        }
    }

    private double rows() {
        TableCount count = shown;
        return count == null || count.rows() == null ? Double.NaN : (double) count.rows();
    }

    private double estimated() {
        TableCount count = shown;
        return count == null ? Double.NaN : count.method().isEstimate() ? 1 : 0;
    }

    private double countedAt() {
        TableCount count = shown;
        return count == null ? Double.NaN : count.countedAt().toEpochMilli() / 1e3;
    }

    private double filtered(String filter) {
        TableCount count = shown;
        Long rows = count == null ? null : count.filtered().get(filter);
        return rows == null ? Double.NaN : (double) rows;
    }

    private double bytes(ToLongFunction<TableSizes> kind) {
        TableCount count = shown;
        TableSizes sizes = count == null ? null : count.sizes();
        return sizes == null ? Double.NaN : (double) kind.applyAsLong(sizes);
    }

    private double vacuumAge() {
        Instant at = vacuumedAt;
        return at == null ? Double.NaN : Math.max(0, clock.wallTime() - at.toEpochMilli()) / 1e3;
    }

    /** Removes them. */
    @Override
    public void close() {
        scope.close();
    }
}
