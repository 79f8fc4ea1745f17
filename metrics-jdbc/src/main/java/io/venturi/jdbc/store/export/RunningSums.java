package io.venturi.jdbc.store.export;

import java.util.HashMap;
import java.util.Map;

/** Running sums of histograms, and above them what is not sure to be exported yet. */
final class RunningSums {

    private final Map<String, RunningHistogram> sure;
    private final HistogramBounds bounds;
    private final Map<String, RunningHistogram> ahead = new HashMap<>();

    RunningSums(Map<String, RunningHistogram> sure, HistogramBounds bounds) {
        this.sure = sure;
        this.bounds = bounds;
    }

    /** A histogram's, to be added to. */
    RunningHistogram of(Source source) {
        return ahead.computeIfAbsent(source.key(), key -> {
            RunningHistogram before = sure.get(key);
            double[] ladder = bounds.of(source.series().name());
            if (before == null) {
                return new RunningHistogram(ladder);
            }
            RunningHistogram next = before.copy();
            if (next.ladder() != new RunningHistogram(ladder).ladder()) {
                throw new IllegalStateException("bounds of " + source.series().name()
                        + " are not those of the exports before: give the same, or begin anew with another state file");
            }
            return next;
        });
    }

    /** What was added is exported. */
    void confirm() {
        sure.putAll(ahead);
        ahead.clear();
    }
}
