package io.venturi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the source last said: up to which of its times nothing is missing, and whether the pipeline is moving at all.
 * Times are milliseconds since the epoch. Thread-safe.
 */
final class SourcePosition {

    /** What {@link #attested} says before the first attestation. */
    static final long NONE = Long.MIN_VALUE;

    private final long staleAfterMillis;
    private volatile long attested = NONE;
    private volatile long attestedAt = NONE;
    private final AtomicReference<@Nullable PipelineState> state = new AtomicReference<>();

    SourcePosition(Duration staleAfter) {
        this.staleAfterMillis = staleAfter.toMillis();
    }

    /** Notes an attestation; one of an older position than known says nothing new. */
    void attest(long position, long now) {
        if (position >= attested) {
            attested = position;
            attestedAt = now;
        }
    }

    /** What became of a wish to enter a state. */
    enum Transition {
        ENTERED,
        ALREADY_THERE,
        REFUSED
    }

    Transition enter(PipelineState wanted) {
        while (true) {
            PipelineState present = state.get();
            if (present == wanted) {
                return Transition.ALREADY_THERE;
            }
            if (present == PipelineState.FAILED && wanted != PipelineState.STARTING) {
                return Transition.REFUSED;
            }
            if (state.compareAndSet(present, wanted)) {
                return Transition.ENTERED;
            }
        }
    }

    @Nullable
    PipelineState state() {
        return state.get();
    }

    long attested() {
        return attested;
    }

    /** Whether something that was true at a time may still be shown. */
    boolean isFresh(long since, long now) {
        return now - since <= staleAfterMillis;
    }

    boolean isAttestationFresh(long now) {
        return attested != NONE && isFresh(attestedAt, now);
    }

    /** Whether the pipeline said that it moves nothing at present; then no earlier attestation holds. */
    boolean isHalted() {
        PipelineState now = state.get();
        return now != null && now != PipelineState.RUNNING;
    }

    boolean isFailed() {
        return state.get() == PipelineState.FAILED;
    }
}
