package io.venturi.examples.cdc;

import io.venturi.CdcMeters;
import io.venturi.PipelineState;
import java.util.EnumMap;
import java.util.Map;

/** The state of the whole pipeline, out of the states of its parts. */
final class PipelineHealth {
    /** What can fail on its own. */
    enum Part {
        SOURCE,
        WRITER
    }

    private final CdcMeters meters;
    private final Map<Part, PipelineState> parts = new EnumMap<>(Part.class);
    private PipelineState published = PipelineState.STOPPED;

    PipelineHealth(CdcMeters meters) {
        this.meters = meters;
        meters.state(PipelineState.STOPPED);
    }

    /** The pipeline is as well as the worst of its parts. */
    synchronized void enter(Part part, PipelineState state) {
        parts.put(part, state);
        publish(worst());
    }

    synchronized void failed(Part part, Throwable cause) {
        meters.error(cause);
        enter(part, PipelineState.FAILED);
    }

    synchronized PipelineState state() {
        return published;
    }

    private PipelineState worst() {
        for (PipelineState state : new PipelineState[] {
            PipelineState.FAILED, PipelineState.STARTING, PipelineState.PAUSED, PipelineState.RUNNING
        }) {
            if (parts.containsValue(state)) {
                return state;
            }
        }
        return PipelineState.STOPPED;
    }

    private void publish(PipelineState next) {
        if (next == published) {
            return;
        }
        if (published == PipelineState.FAILED) {
            meters.state(PipelineState.STARTING); // the only way out of FAILED
        }
        published = next;
        meters.state(next);
    }
}
