package io.venturi;

import io.venturi.catalog.CdcCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.ConsistentRead;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one change-data-capture source. Keep the handle; it may be used from any thread, and recording never
 * throws or blocks.
 */
public final class CdcMeters implements AutoCloseable {

    private static final int MAX_ERROR_TYPES = 50;

    private final Consumer<CdcMeters> forget;
    private final String source;
    private final MeterScope scope;
    private final ErrorClassifier classifier;
    private final SourcePosition position;
    private final BoundedHandles<CdcTableMeters> tables;
    private final BoundedHandles<HostTotal> errors;
    private final BoundCounter[] transitions = new BoundCounter[PipelineState.values().length];
    private final BoundTimer eventLag;
    private final HostTotal retries;
    private final BoundCounter clockSkew;
    private final BoundCounter timestampMissing;
    private volatile double snapshotTables = Double.NaN;
    private volatile double snapshotTablesRemaining = Double.NaN;

    CdcMeters(String source, MeterScope scope, Settings settings, Consumer<CdcMeters> forget) {
        this.source = source;
        this.scope = scope;
        this.forget = forget;
        this.classifier = settings.errorClassifier();
        this.position = new SourcePosition(settings.staleAfter());
        this.tables = new BoundedHandles<>(
                "cdc.table",
                scope,
                settings.limit(OpenLabel.TABLE),
                table -> new CdcTableMeters(this, table, scope.child()));
        this.errors = new BoundedHandles<>(
                "cdc.error_type",
                scope,
                LabelLimit.first(MAX_ERROR_TYPES),
                type -> HostTotal.shown(scope, CdcCatalog.ERRORS, source, type));
        for (PipelineState state : PipelineState.values()) {
            transitions[state.ordinal()] = scope.counter(CdcCatalog.PIPELINE_TRANSITIONS, source, state.label());
            scope.gauge(CdcCatalog.PIPELINE_STATUS, () -> isIn(state), source, state.label());
        }
        scope.gauge(CdcCatalog.PIPELINE_STATE, this::stateCode, source);
        scope.gauge(CdcCatalog.HEARTBEAT_TIMESTAMP, this::attestedSeconds, source);
        scope.gauge(CdcCatalog.SNAPSHOT_TABLES, () -> snapshotTables, source);
        scope.gauge(CdcCatalog.SNAPSHOT_TABLES_REMAINING, () -> snapshotTablesRemaining, source);
        eventLag = scope.timer(CdcCatalog.EVENT_LAG, source);
        retries = HostTotal.shown(scope, CdcCatalog.RETRIES, source);
        clockSkew = scope.counter(CdcCatalog.CLOCK_SKEW, source);
        timestampMissing = scope.counter(CdcCatalog.TIMESTAMP_MISSING, source);
        errors.get(ErrorClassifier.OTHER); // at 0 from the start, so that rate() sees the first error
    }

    /**
     * The meters of a table, by its qualified name ({@code public.orders}). Beyond the limit of tables, or outside the
     * allow-list, all tables share the handle named {@code _other}.
     */
    public CdcTableMeters table(String table) {
        return tables.get(table);
    }

    /**
     * The pipeline entered a state. Entering the present state again changes nothing. {@link PipelineState#FAILED} stays
     * until {@link PipelineState#STARTING} says that somebody restarted the pipeline; anything else is ignored and counted.
     */
    public void state(PipelineState entered) {
        if (!scope.isOpen()) {
            return;
        }
        if (entered == null) {
            scope.invalid(CdcCatalog.PIPELINE_STATE, Problem.MISSING_VALUE);
            return;
        }
        switch (position.enter(entered)) {
            case ENTERED -> transitions[entered.ordinal()].increment();
            case REFUSED -> scope.invalid(CdcCatalog.PIPELINE_STATE, Problem.ILLEGAL_STATE);
            case ALREADY_THERE -> {}
        }
    }

    /** The state entered last; {@code null} before the first. */
    public @Nullable PipelineState state() {
        return position.state();
    }

    /**
     * The source attested that nothing before this time of its clock is missing: a keep-alive, or the end of what there is.
     * Milliseconds since the epoch, by the source's own word; never a blind {@code now()}, for a table that has nothing in
     * flight shows a lag of 0 on the strength of it.
     */
    public void heartbeat(long positionMillis) {
        if (!scope.isOpen()) {
            return;
        }
        if (positionMillis <= 0) {
            scope.invalid(CdcCatalog.HEARTBEAT_TIMESTAMP, Problem.NEGATIVE);
            return;
        }
        long now = scope.clock().wallTime();
        if (positionMillis > now) {
            clockSkew.increment();
        }
        position.attest(Math.min(positionMillis, now), now);
    }

    /** Something failed; counted under the type that the classifier gives it. */
    public void error(Throwable error) {
        String type = ErrorClassifier.OTHER;
        try {
            type = classifier.classify(error);
        } catch (RuntimeException e) {
            scope.invalid(CdcCatalog.ERRORS, Problem.FUNCTION_FAILED);
        }
        error(type);
    }

    /** Something of this type failed; a fixed word, never a message. At most 50 types get a series. */
    public void error(String errorType) {
        error(errorType, 1);
    }

    /** The same, {@code count} times. */
    public void error(String errorType, long count) {
        if (Counts.accept(scope, CdcCatalog.ERRORS, count)) {
            errors.get(errorType).add(count);
        }
    }

    /** An attempt after the first. */
    public void retry() {
        retry(1);
    }

    /** Attempts after the first. */
    public void retry(long count) {
        if (Counts.accept(scope, CdcCatalog.RETRIES, count)) {
            retries.add(count);
        }
    }

    /**
     * The pipeline starts over from its last acknowledged position: what is in flight in any table will come again. See
     * {@link CdcTableMeters#redelivered()}.
     */
    public void redelivered() {
        tables.all().forEach(CdcTableMeters::redelivered);
    }

    /** Shows totals that the host keeps already, asked at each scrape, added to what is recorded by calls. */
    public <T> Binding<T> bind(T stats) {
        return new Binding<>(stats);
    }

    /** Progress of the initial snapshot: the tables that it covers and those that it has yet to finish. */
    public void snapshotTables(int total, int remaining) {
        if (total < 0 || remaining < 0) {
            scope.invalid(CdcCatalog.SNAPSHOT_TABLES, Problem.NEGATIVE);
            return;
        }
        snapshotTables = total;
        snapshotTablesRemaining = remaining;
    }

    /** The label's value: the name of the source. */
    public String name() {
        return source;
    }

    /** Removes this source's series and those of its tables. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    SourcePosition position() {
        return position;
    }

    void forget(CdcTableMeters table) {
        tables.remove(table.name(), table);
    }

    void eventLag(long millis, long count) {
        eventLag.recordNanos(TimeUnit.MILLISECONDS.toNanos(millis), count);
    }

    void clockSkew(long count) {
        clockSkew.increment(count);
    }

    void timestampMissing(long count) {
        timestampMissing.increment(count);
    }

    private double stateCode() {
        double code = presentCode();
        return code < 0 ? Double.NaN : code;
    }

    private double isIn(PipelineState state) {
        double code = presentCode();
        return code < 0 ? Double.NaN : code == state.code() ? 1 : 0;
    }

    /** The state that this scrape sees, as a number; negative before the first. */
    private int presentCode() {
        return ConsistentRead.capture(position, () -> {
            PipelineState state = position.state();
            return state == null ? -1 : state.code();
        });
    }

    private double attestedSeconds() {
        long attested = position.attested();
        return attested == SourcePosition.NONE ? Double.NaN : attested / 1e3;
    }

    /**
     * Totals of the host's, shown under this source's names and labels.
     *
     * @param <T> what the host keeps them in
     */
    public final class Binding<T> {

        private final T stats;

        private Binding(T stats) {
            this.stats = stats;
        }

        /** Errors of one type; a fixed word. */
        public Binding<T> errors(String errorType, ToLongFunction<? super T> total) {
            errors.get(errorType).bind(scope, CdcCatalog.ERRORS, () -> total.applyAsLong(stats));
            return this;
        }

        /** Attempts after the first. */
        public Binding<T> retries(ToLongFunction<? super T> total) {
            retries.bind(scope, CdcCatalog.RETRIES, () -> total.applyAsLong(stats));
            return this;
        }

        /** Totals of one of its tables: the same as {@code table(name).bind(stats)}. */
        public CdcTableMeters.Binding<T> table(String table) {
            return CdcMeters.this.table(table).bind(stats);
        }
    }
}
