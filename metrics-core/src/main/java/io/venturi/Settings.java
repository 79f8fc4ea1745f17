package io.venturi;

import io.venturi.instrument.LabelLimit;
import java.time.Duration;

/** What a host chose when it built its {@link PipelineMetrics}. */
record Settings(
        LabelLimit tableLimit,
        LabelLimit labelLimit,
        Duration staleAfter,
        Duration stuckAfter,
        ErrorClassifier errorClassifier) {}
