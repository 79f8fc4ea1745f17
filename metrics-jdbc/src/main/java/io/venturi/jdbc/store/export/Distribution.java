package io.venturi.jdbc.store.export;

import io.venturi.jdbc.store.SeriesType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of the distributions of one name, labels by labels: what they are taken together. */
final class Distribution {

    private static final String INFINITE = "+Inf";

    private Distribution() {}

    /** {@code histogram} or {@code summary}; null where some of them are neither. */
    static @Nullable String typeOf(List<ExposedSample> parts) {
        boolean bucketed = parts.stream().anyMatch(part -> part.name().endsWith("_bucket"));
        boolean whole = byLabels(parts).values().stream().allMatch(one -> bucketed ? isHistogram(one) : isSummary(one));
        return whole ? bucketed ? "histogram" : "summary" : null;
    }

    /** Labels by labels, buckets first and by their bounds. */
    static List<ExposedSample> ordered(List<ExposedSample> parts) {
        List<ExposedSample> ordered = new ArrayList<>();
        byLabels(parts).values().forEach(one -> {
            one.sort(Comparator.comparingDouble(Distribution::order).thenComparing(ExposedSample::name));
            ordered.addAll(one);
        });
        return ordered;
    }

    private static Map<String, List<ExposedSample>> byLabels(List<ExposedSample> parts) {
        Map<String, List<ExposedSample>> all = new LinkedHashMap<>();
        parts.forEach(part -> all.computeIfAbsent(part.distributionLabels(), labels -> new ArrayList<>())
                .add(part));
        return all;
    }

    /** Its count and its sum, of one time. */
    private static boolean isSummary(List<ExposedSample> parts) {
        return parts.size() == 2
                && parts.stream().anyMatch(ExposedSample::isCount)
                && parts.stream().anyMatch(ExposedSample::isSum)
                && parts.stream().noneMatch(part -> part.type() == SeriesType.GAUGE)
                && ofOneTime(parts);
    }

    /** The same with buckets that grow up to the count. */
    private static boolean isHistogram(List<ExposedSample> parts) {
        List<ExposedSample> buckets =
                ordered(parts.stream().filter(ExposedSample::isBucket).toList());
        List<ExposedSample> totals =
                parts.stream().filter(part -> !part.isBucket()).toList();
        if (buckets.isEmpty() || !isSummary(totals) || !ofOneTime(parts)) {
            return false;
        }
        double below = 0;
        double bound = Double.NEGATIVE_INFINITY;
        for (ExposedSample bucket : buckets) {
            if (!(bucket.value() >= below && order(bucket) > bound)) {
                return false;
            }
            below = bucket.value();
            bound = order(bucket);
        }
        double count = totals.stream()
                .filter(ExposedSample::isCount)
                .mapToDouble(ExposedSample::value)
                .sum();
        return INFINITE.equals(buckets.get(buckets.size() - 1).bound()) && below == count;
    }

    private static boolean ofOneTime(List<ExposedSample> parts) {
        return parts.stream().mapToLong(ExposedSample::millis).distinct().count() == 1;
    }

    /** A bucket's bound; beyond all of them for other parts, and NaN, which no order has, for what is no bound. */
    private static double order(ExposedSample part) {
        String bound = part.isBucket() ? part.bound() : null;
        if (bound == null) {
            return Double.NaN;
        }
        try {
            return bound.equals(INFINITE) ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
