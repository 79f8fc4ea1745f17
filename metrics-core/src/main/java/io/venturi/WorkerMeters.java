package io.venturi;

import io.venturi.catalog.FlowCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.util.function.Consumer;

/** The meters of one worker. Thread-safe; recording never throws. */
public final class WorkerMeters implements AutoCloseable {

    private final Consumer<WorkerMeters> forget;
    private final MeterScope scope;
    private final BoundedHandles<BoundCounter[]> issues;

    WorkerMeters(String worker, MeterScope scope, Settings settings, Consumer<WorkerMeters> forget) {
        this.forget = forget;
        this.scope = scope;
        this.issues = new BoundedHandles<>(
                "worker.issue_type", scope, settings.limit(OpenLabel.ISSUE_TYPE), type -> bind(scope, worker, type));
    }

    /** The worker met an issue of this type, a fixed word, never a message; beyond the limit, {@code _other}. */
    public void issue(String issueType, Severity severity) {
        if (severity == null) {
            scope.invalid(FlowCatalog.WORKER_ISSUES, Problem.MISSING_VALUE);
            return;
        }
        issues.get(issueType)[severity.ordinal()].increment();
    }

    /** Removes this worker's series. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    private static BoundCounter[] bind(MeterScope scope, String worker, String type) {
        Severity[] severities = Severity.values();
        BoundCounter[] counters = new BoundCounter[severities.length];
        for (Severity severity : severities) {
            counters[severity.ordinal()] = scope.counter(FlowCatalog.WORKER_ISSUES, worker, type, severity.label());
        }
        return counters;
    }
}
