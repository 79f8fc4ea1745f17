package io.venturi;

import io.venturi.instrument.LabelLimit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What a host chose when it built its {@link PipelineMetrics}. */
record Settings(
        int maxLabelValues,
        Map<OpenLabel, Integer> limits,
        Map<OpenLabel, Set<String>> allowed,
        Duration staleAfter,
        Duration stuckAfter,
        ErrorClassifier errorClassifier) {

    Settings {
        limits = copy(limits);
        allowed = copy(allowed);
    }

    LabelLimit limit(OpenLabel label) {
        return new LabelLimit(limits.getOrDefault(label, maxLabelValues), allowed.getOrDefault(label, Set.of()));
    }

    private static <V> Map<OpenLabel, V> copy(Map<OpenLabel, V> map) {
        Map<OpenLabel, V> copy = new EnumMap<>(OpenLabel.class);
        copy.putAll(map);
        return copy;
    }
}
