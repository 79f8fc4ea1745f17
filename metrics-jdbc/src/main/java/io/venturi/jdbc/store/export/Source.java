package io.venturi.jdbc.store.export;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is exported as one series or, of a histogram, as the series that belong together. Several stored series are one to
 * receivers where they differ in nothing but their type.
 *
 * @param series as receivers know it; of a histogram, without the suffixes
 * @param key tells it from all others; in their order they are exported
 * @param type what its values are
 * @param family the OpenMetrics family that it belongs to
 * @param samples ids of stored series with single values; of a histogram, they only tell when it was sampled
 * @param distributions ids of stored series with distributions; empty unless it is a histogram
 */
record Source(
        Labelled series,
        String key,
        FamilyType type,
        String family,
        @Nullable String unit,
        @Nullable String help,
        List<Long> samples,
        List<Long> distributions) {

    static final Comparator<Source> BY_FAMILY =
            Comparator.comparing(Source::family).thenComparing(Source::key);

    boolean isHistogram() {
        return type == FamilyType.HISTOGRAM;
    }
}
