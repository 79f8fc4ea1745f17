package io.venturi.jdbc.store.export;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives series the labels that they are exported with: their own, those that tell components apart, and the host's. As where
 * Prometheus scrapes, a label of the series' own that clashes with one of these is kept as {@code exported_…}.
 */
final class TargetLabels {

    static final String COMPONENT_TYPE = "component_type";
    static final String RUNTIME = "runtime";

    private static final String EXPORTED = "exported_";

    private final SortedMap<String, String> extra;

    TargetLabels(Map<String, String> extra) {
        this.extra = new TreeMap<>(extra);
    }

    /**
     * The labels of a series.
     *
     * @param reserved what the format itself needs, such as {@code le}
     */
    SortedMap<String, String> of(
            Map<String, String> stored, String componentType, String runtime, Set<String> reserved) {
        SortedMap<String, String> labels = new TreeMap<>(extra);
        labels.put(COMPONENT_TYPE, componentType);
        labels.put(RUNTIME, runtime);
        // Valid names first, so that none has to give way to one that is only made valid here.
        SortedMap<String, String> odd = new TreeMap<>(stored);
        odd.keySet().removeIf(label -> label.equals(PrometheusText.labelName(label)));
        new TreeMap<>(stored).forEach((label, value) -> {
            if (!odd.containsKey(label)) {
                add(labels, label, value, reserved);
            }
        });
        odd.forEach((label, value) -> add(labels, PrometheusText.labelName(label), value, reserved));
        labels.values().removeIf(String::isEmpty); // to receivers, the same as none
        return Collections.unmodifiableSortedMap(labels);
    }

    private static void add(SortedMap<String, String> labels, String label, String value, Set<String> reserved) {
        String free = label;
        while (labels.containsKey(free) || reserved.contains(free) || free.startsWith("__")) {
            free = EXPORTED + free;
        }
        labels.put(free, value);
    }

    @Override
    public String toString() {
        return extra.toString();
    }
}
