package io.venturi.examples.deploy.promql;

import io.venturi.catalog.MeterSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where expressions begin: hands out the series of meters in one namespace. Immutable.
 *
 * <p>The namespace may be a dashboard's variable ({@code ${namespace}}): Grafana puts its value into the text before Prometheus
 * reads the query.
 */
public final class Meters {

    private final String namespace;
    private final List<String> targetLabels;
    private final Map<String, String> filters;

    private Meters(String namespace, List<String> targetLabels, Map<String, String> filters) {
        this.namespace = namespace;
        this.targetLabels = targetLabels;
        this.filters = filters;
    }

    /** The meters of a namespace, with the labels that Prometheus adds to everything that it scrapes. */
    public static Meters in(String namespace, String... targetLabels) {
        return new Meters(namespace, List.of(targetLabels), Map.of());
    }

    /** The same, where each series that has one of these labels is matched against the regular expression given for it. */
    public Meters filteredBy(Map<String, String> expressions) {
        return new Meters(namespace, targetLabels, expressions);
    }

    /** A counter or a gauge. */
    public Series series(MeterSpec meter) {
        if (meter.type().isHistogram()) {
            throw new IllegalArgumentException(meter + " is a histogram: use histogram(…)");
        }
        return filtered(
                new Series(meter.prometheusName(namespace), labels(meter.labels()), Set.of(meter.name()), List.of()));
    }

    /** A timer or a summary. */
    public Histogram histogram(MeterSpec meter) {
        if (!meter.type().isHistogram()) {
            throw new IllegalArgumentException(meter + " is no histogram: use series(…)");
        }
        Series series =
                new Series(meter.prometheusName(namespace), labels(meter.labels()), Set.of(meter.name()), List.of());
        return new Histogram(this, series, meter.buckets());
    }

    /** A meter of the JVM or the process. These have standard names, and no namespace. */
    public Series series(JvmMeter meter) {
        return filtered(plain(meter));
    }

    /** Whether Prometheus reached each target; it has this series itself. */
    public Series reached() {
        return filtered(new Series("up", labels(List.of()), Set.of("up"), List.of()));
    }

    /** A timer of the JVM. It has no classic buckets. */
    public Histogram histogram(JvmMeter meter) {
        return new Histogram(this, plain(meter), List.of());
    }

    private Series plain(JvmMeter meter) {
        return new Series(meter.exposedName(), labels(meter.labels()), Set.of(meter.exposedName()), List.of());
    }

    /** What a histogram consists of: its series with a suffix of the name, and with more labels. */
    Series part(Series histogram, String suffix, String... more) {
        Set<String> labels = new LinkedHashSet<>(histogram.labels());
        labels.addAll(List.of(more));
        return filtered(new Series(histogram.name() + suffix, labels, histogram.meters(), List.of()));
    }

    private Series filtered(Series series) {
        Series result = series;
        for (String label : series.labels()) {
            String expression = filters.get(label);
            if (expression != null) {
                result = result.matching(label, expression);
            }
        }
        return result;
    }

    private Set<String> labels(List<String> own) {
        Set<String> all = new LinkedHashSet<>(targetLabels);
        all.addAll(own);
        return all;
    }
}
