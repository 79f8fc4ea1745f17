package io.venturi.jdbc.store.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is read of a query's steps. Not thread-safe. */
final class StepSketches {

    private final Steps steps;
    /** By the step's index; those without values are left out. */
    private final TreeMap<Integer, MergedSketch> sketches = new TreeMap<>();

    StepSketches(Steps steps) {
        this.steps = steps;
    }

    void add(Instant time, long count, double sum, double max, byte @Nullable [] sketch, long damaged) {
        sketches.computeIfAbsent(steps.indexOf(time), unknown -> new MergedSketch())
                .add(count, sum, max, sketch, damaged);
    }

    boolean isEmpty() {
        return sketches.isEmpty();
    }

    /** All steps, with what the plan could not cover. */
    List<Distribution> distributions(SourcePlan plan) {
        List<Distribution> distributions = new ArrayList<>(steps.count());
        for (int i = 0; i < steps.count(); i++) {
            MergedSketch sketch = sketches.get(i);
            distributions.add(new Distribution(
                    steps.get(i),
                    sketch == null ? Optional.empty() : sketch.snapshot(),
                    plan.gaps(i),
                    sketch == null ? 0 : sketch.damaged()));
        }
        return distributions;
    }
}
