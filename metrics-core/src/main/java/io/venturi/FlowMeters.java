package io.venturi;

import io.venturi.catalog.FlowCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.MeterScope;
import java.util.function.Consumer;

/** The meters of one kind of entity that passes through the host. Thread-safe; recording never throws. */
public final class FlowMeters implements AutoCloseable {

    private final Consumer<FlowMeters> forget;
    private final MeterScope scope;
    private final BoundedHandles<BoundCounter> outcomes;
    private final BoundTimer processing;

    FlowMeters(String entity, MeterScope scope, Settings settings, Consumer<FlowMeters> forget) {
        this.forget = forget;
        this.scope = scope;
        this.outcomes = new BoundedHandles<>(
                "flow.outcome",
                scope,
                settings.limit(OpenLabel.OUTCOME),
                outcome -> scope.counter(FlowCatalog.ENTITIES, entity, outcome));
        this.processing = scope.timer(FlowCatalog.PROCESSING, entity);
    }

    /** An entity passed with this outcome, a fixed word such as {@code accepted}; beyond the limit, {@code _other}. */
    public void record(String outcome, long durationNanos) {
        outcomes.get(outcome).increment();
        processing.recordNanos(durationNanos);
    }

    /** Removes this entity's series. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }
}
