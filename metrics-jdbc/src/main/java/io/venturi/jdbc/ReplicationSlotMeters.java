package io.venturi.jdbc;

import io.micrometer.core.instrument.Clock;
import io.venturi.OpenLabel;
import io.venturi.PipelineMetrics;
import io.venturi.catalog.CdcCatalog;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Once;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the replication slots that a change-data-capture source reads from: how much write-ahead log the server keeps
 * for each, how much its consumer has not confirmed, and whether there is a consumer.
 *
 * <pre>{@code
 * ReplicationSlotMeters slots = ReplicationSlotMeters.builder(dataSource, metrics).source("orders-db").build();
 * slots.start();
 * }</pre>
 *
 * yields among others {@code pipeline_cdc_slot_retained_bytes{source="orders-db",slot="debezium"} 4096}.
 *
 * <p>Shown are the logical slots of the database that {@code dataSource} leads to and the physical ones of the server, or
 * those of them that {@link Builder#slots} names. A slot that is gone loses its series. Of a slot that the server has
 * invalidated, and of one that has not reserved anything yet, the bytes are NaN. {@code slot} takes as many values as {@link
 * OpenLabel#SLOT} may; slots beyond that share {@code _other}, which is NaN.
 *
 * <p>The figures are polled on a thread of their own, on one connection; a scrape asks the database nothing. A poll that
 * failed is counted in {@code meters_invalid_total}, reason {@code query_failed}; the last figures stand for {@code
 * staleAfter}, then they are NaN. The role needs no more than CONNECT. Supports PostgreSQL 14 to 18. Thread-safe.
 */
public final class ReplicationSlotMeters implements AutoCloseable {

    private final String source;
    private final Set<String> wanted;
    private final MeterScope scope;
    private final DatabasePolling polling;
    private final Polled<Map<String, SlotReading>> slots;
    private final BoundedHandles<SlotSeries> series;

    private ReplicationSlotMeters(
            DataSource dataSource, PipelineMetrics metrics, PollOptions options, Set<String> wanted) {
        source = options.label();
        this.wanted = wanted;
        Duration staleAfter = options.staleAfter();
        scope = metrics.newScope();
        Clock clock = options.clockOr(scope.clock());
        series = new BoundedHandles<>("cdc.slot", scope, metrics.limit(OpenLabel.SLOT), SlotSeries::new);
        slots = new Polled<>(CdcCatalog.SLOT_RETAINED, SlotReading::read, clock, staleAfter);
        polling = new DatabasePolling("slots-" + source, dataSource, scope, List.of(slots), this::showSlots, options);
    }

    /** Meters of the slots on the server that {@code dataSource} leads to. */
    public static Builder builder(DataSource dataSource, PipelineMetrics metrics) {
        return new Builder(dataSource, metrics);
    }

    /** Polls now, on a thread of its own, and then after each interval. A second call changes nothing. */
    public void start() {
        polling.start();
    }

    /** Polls now, on the calling thread; waits for a poll that is under way. Returns normally whatever the database does. */
    public void poll() {
        polling.poll();
    }

    /** Ends the polling, waiting 5 seconds at most for one under way, and removes the series. Idempotent. */
    @Override
    public void close() {
        polling.close();
        scope.close();
    }

    private void showSlots() {
        Map<String, SlotReading> present = slots.fresh();
        if (present == null) {
            return; // the series say NaN: what became of the slots is not known
        }
        Set<SlotSeries> seen = new HashSet<>();
        for (String slot : present.keySet()) {
            if (wanted.isEmpty() || wanted.contains(slot)) {
                seen.add(series.get(slot));
            }
        }
        for (SlotSeries one : series.all()) {
            if (!seen.contains(one)) {
                one.close();
            }
        }
    }

    /** The series of one slot. */
    private final class SlotSeries implements AutoCloseable {

        private final String slot;
        private final MeterScope own = scope.child();

        SlotSeries(String slot) {
            this.slot = slot;
            own.gauge(CdcCatalog.SLOT_RETAINED, () -> value(SlotReading::retainedBytes), source, slot);
            own.gauge(CdcCatalog.SLOT_LAG, () -> value(SlotReading::lagBytes), source, slot);
            own.gauge(CdcCatalog.SLOT_ACTIVE, () -> value(one -> one.active() ? 1 : 0), source, slot);
        }

        private double value(ToDoubleFunction<SlotReading> figure) {
            return slots.value(all -> {
                @Nullable SlotReading one = slot.equals(LabelLimit.OTHER) ? null : all.get(slot);
                return one == null ? Double.NaN : figure.applyAsDouble(one);
            });
        }

        @Override
        public void close() {
            own.close();
            series.remove(slot, this);
        }
    }

    /** Options of {@link ReplicationSlotMeters}. Each may be set once; a wrong value is refused with a word on the remedy. */
    public static final class Builder extends PolledMetersBuilder<Builder> {

        private final DataSource dataSource;
        private final PipelineMetrics metrics;
        private final Once<Set<String>> slots = new Once<>("slots", Set.of());

        private Builder(DataSource dataSource, PipelineMetrics metrics) {
            super("source");
            this.dataSource = dataSource;
            this.metrics = metrics;
        }

        @Override
        Builder self() {
            return this;
        }

        /** The value of the label {@code source}, as in the other meters of change-data capture; required. */
        public Builder source(String value) {
            options().label(value);
            return this;
        }

        /** The only slots to show; default: all logical ones of the database, and the physical ones. */
        public Builder slots(Collection<String> names) {
            if (names.isEmpty() || names.contains("")) {
                throw new IllegalArgumentException(
                        "slots is " + names + "; name at least one, none empty, or leave the call out to show all");
            }
            slots.set(Set.copyOf(names));
            return this;
        }

        /**
         * Builds; nothing is polled yet.
         *
         * @throws IllegalStateException if there is no label, or the options contradict each other
         */
        public ReplicationSlotMeters build() {
            return new ReplicationSlotMeters(dataSource, metrics, options(), slots.get());
        }
    }
}
