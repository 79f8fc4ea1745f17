package io.venturi.jdbc.store.export;

import io.venturi.jdbc.store.LatestSample;
import io.venturi.jdbc.store.SeriesType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes the newest values of series as the text that Prometheus scrapes (0.0.4), each with its time. Series have the names and
 * labels that exports give them: their own, {@code component_type} and {@code runtime}.
 *
 * <p>A counter stays a counter. Of a distribution there are {@code NAME_count} and {@code NAME_sum}: a summary without quantiles. A
 * histogram has buckets only where somebody stored them as such, cumulative, and at one time with the count: what histograms saw in
 * each step adds up to no total that outlives retention.
 */
public final class LatestExposition {

    private static final Set<String> NONE = Set.of();
    private static final TargetLabels LABELS = new TargetLabels(Map.of());

    private LatestExposition() {}

    /** The text; of series that become one by their names, the newest. */
    public static String of(Collection<LatestSample> samples) {
        Map<String, ExposedSample> newest = new TreeMap<>();
        for (LatestSample sample : samples) {
            ExposedSample exposed = exposed(sample);
            newest.merge(exposed.series().toString(), exposed, ExposedSample::newer);
        }
        StringBuilder text = new StringBuilder();
        ExposedFamilies.of(List.copyOf(newest.values())).forEach(family -> family.writeTo(text));
        return text.toString();
    }

    private static ExposedSample exposed(LatestSample sample) {
        SeriesType type = sample.series().type();
        String name = PrometheusText.metricName(sample.series().name());
        Labelled series = new Labelled(
                name,
                LABELS.of(
                        sample.series().labels(),
                        PrometheusText.wellFormed(sample.componentType()),
                        PrometheusText.wellFormed(sample.runtime()),
                        NONE));
        return new ExposedSample(
                series, type, sample.series().help(), sample.time().toEpochMilli(), sample.value());
    }
}
