package io.venturi;

import java.util.Locale;

/** The state of a pipeline: a number in {@code cdc_pipeline_state}, a label in {@code cdc_pipeline_status}. */
public enum PipelineState {
    /** 0: not running, on purpose. */
    STOPPED,
    /** 1: coming up, for the first time or again. */
    STARTING,
    /** 2: moving events, or waiting for some. */
    RUNNING,
    /** 3: held back on purpose. */
    PAUSED,
    /** 4: given up; stays until {@link #STARTING} says that somebody restarted it. */
    FAILED;

    /** The number that {@code cdc_pipeline_state} shows. */
    public int code() {
        return ordinal();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
