package io.venturi;

import io.venturi.catalog.ApiCatalog;
import io.venturi.instrument.BoundCounter;
import io.venturi.instrument.BoundTimer;
import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import io.venturi.instrument.ThrowingSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The meters of the calls that the host makes to one other API. Thread-safe; recording never throws. */
public final class CallMeters implements AutoCloseable {

    private final Consumer<CallMeters> forget;
    private final MeterScope scope;
    private final ErrorClassifier classifier;
    private final BoundCounter[] outcomes = new BoundCounter[CallOutcome.values().length];
    private final BoundTimer duration;

    CallMeters(String api, MeterScope scope, Settings settings, Consumer<CallMeters> forget) {
        this.classifier = settings.errorClassifier();
        this.forget = forget;
        this.scope = scope;
        for (CallOutcome outcome : CallOutcome.values()) {
            outcomes[outcome.ordinal()] = scope.counter(ApiCatalog.CALLS, api, outcome.label());
        }
        duration = scope.timer(ApiCatalog.CALL_DURATION, api);
    }

    /** A call ended. */
    public void record(CallOutcome outcome, long durationNanos) {
        if (outcome == null) {
            scope.invalid(ApiCatalog.CALLS, Problem.MISSING_VALUE);
            return;
        }
        outcomes[outcome.ordinal()].increment();
        duration.recordNanos(durationNanos);
    }

    /**
     * Makes a call, times it, counts how it ended, and rethrows what it throws. An exception is a time-out where the
     * {@link ErrorClassifier} calls it {@code timeout}, else an error.
     */
    public <T extends @Nullable Object, X extends Exception> T call(ThrowingSupplier<T, X> call) throws X {
        long start = scope.clock().monotonicTime();
        T answer;
        try {
            answer = call.get();
        } catch (Throwable failure) {
            record(outcomeOf(failure), scope.clock().monotonicTime() - start);
            throw failure;
        }
        record(CallOutcome.SUCCESS, scope.clock().monotonicTime() - start);
        return answer;
    }

    /** Removes this API's series. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    private CallOutcome outcomeOf(Throwable failure) {
        try {
            return classifier.classify(failure).equals("timeout") ? CallOutcome.TIMEOUT : CallOutcome.ERROR;
        } catch (RuntimeException e) {
            scope.invalid(ApiCatalog.CALLS, Problem.FUNCTION_FAILED);
            return CallOutcome.ERROR;
        }
    }
}
