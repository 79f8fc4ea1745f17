package io.venturi.jdbc.store.export;

import io.venturi.jdbc.store.SeriesType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts samples into families: a type is told only where it is true of all samples of a name. */
final class ExposedFamilies {

    private final Map<String, List<ExposedSample>> byName = new TreeMap<>();
    private final Map<String, ExposedFamily> families = new TreeMap<>();

    private ExposedFamilies(Collection<ExposedSample> samples) {
        samples.forEach(sample ->
                byName.computeIfAbsent(sample.name(), name -> new ArrayList<>()).add(sample));
    }

    /** The families of samples that differ in name or labels, by name. */
    static Collection<ExposedFamily> of(Collection<ExposedSample> samples) {
        ExposedFamilies made = new ExposedFamilies(samples);
        made.addDistributions();
        made.addOthers();
        return made.families.values();
    }

    /** Those that have all parts, and whose name nothing else has. */
    private void addDistributions() {
        Set<String> names = byName.values().stream()
                .flatMap(List::stream)
                .filter(sample -> sample.isCount())
                .map(ExposedSample::distribution)
                .collect(Collectors.toSet());
        for (String name : names) {
            List<ExposedSample> parts = new ArrayList<>();
            List.of("_bucket", "_count", "_sum")
                    .forEach(part -> parts.addAll(byName.getOrDefault(name + part, List.of())));
            String type = Distribution.typeOf(parts);
            if (type != null && byName.getOrDefault(name, List.of()).isEmpty()) {
                families.put(name, new ExposedFamily(name, type, Distribution.ordered(parts)));
                List.of("_bucket", "_count", "_sum").forEach(part -> byName.remove(name + part));
            }
        }
    }

    private void addOthers() {
        byName.forEach((name, samples) -> families.put(name, new ExposedFamily(name, type(samples), samples)));
    }

    private static String type(List<ExposedSample> samples) {
        Map<SeriesType, List<ExposedSample>> types = new LinkedHashMap<>();
        samples.forEach(sample ->
                types.computeIfAbsent(sample.type(), type -> new ArrayList<>()).add(sample));
        if (types.size() > 1) {
            return "untyped";
        }
        return switch (types.keySet().iterator().next()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case HISTOGRAM, SUMMARY -> "untyped";
        };
    }
}
