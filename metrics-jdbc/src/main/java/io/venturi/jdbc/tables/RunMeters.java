package io.venturi.jdbc.tables;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.TableCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.MeterScope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of runs. Their database is their label: they are registered once it is known, and again where it turns out to
 * be another; what was counted stays. Thread-safe.
 */
final class RunMeters {

    private final MeterScope parent;
    private final Map<RunStatus, LongAdder> runs = adders(RunStatus.class);
    private final Map<CountFailure, LongAdder> errors = adders(CountFailure.class);
    private final Map<CountAlert, LongAdder> alerts = adders(CountAlert.class);
    private final BoundCounter refused;
    private volatile double succeededAt = Double.NaN;
    private volatile double tables = Double.NaN;
    private volatile double leader = Double.NaN;
    private volatile @Nullable BoundTimer duration;
    private @Nullable MeterScope scope;

    RunMeters(MeterScope parent) {
        this.parent = parent;
        this.refused = parent.counter(LibraryCatalog.OVERFLOW, TableCatalog.ROWS.name());
    }

    synchronized void label(String database) {
        if (scope != null) {
            scope.close();
        }
        MeterScope labelled = parent.child();
        scope = labelled;
        for (RunStatus status : new RunStatus[] {RunStatus.SUCCEEDED, RunStatus.FAILED}) {
            String label = status.name().toLowerCase(Locale.ROOT);
            labelled.counter(TableCatalog.RUNS, total(runs, status), database, label);
        }
        for (CountFailure reason : CountFailure.values()) {
            labelled.counter(TableCatalog.ERRORS, total(errors, reason), database, reason.label());
        }
        for (CountAlert alert : CountAlert.values()) {
            labelled.counter(TableCatalog.ALERTS, total(alerts, alert), database, alert.label());
        }
        labelled.gauge(TableCatalog.LAST_SUCCESS_TIMESTAMP, () -> succeededAt, database);
        labelled.gauge(TableCatalog.COUNTED_TABLES, () -> tables, database);
        labelled.gauge(TableCatalog.LEADER, () -> leader, database);
        duration = labelled.timer(TableCatalog.RUN_DURATION, database);
    }

    void ended(RunStatus status, Duration took) {
        adder(runs, status).increment();
        BoundTimer timer = duration;
        if (timer != null) {
            timer.recordNanos(took.toNanos());
        }
    }

    void failed(CountFailure reason) {
        adder(errors, reason).increment();
    }

    void alerted(CountAlert alert) {
        adder(alerts, alert).increment();
    }

    void refused(long count) {
        refused.increment(count);
    }

    void succeededAt(Instant at) {
        succeededAt = at.toEpochMilli() / 1e3;
    }

    void tables(int count) {
        tables = count;
    }

    void leads(boolean leads) {
        leader = leads ? 1 : 0;
    }

    private static <K> DoubleSupplier total(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adder(adders, key);
        return () -> (double) adder.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key));
    }

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
        Map<K, LongAdder> adders = new EnumMap<>(keys);
        for (K key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }
}
