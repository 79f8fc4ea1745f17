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

    /** What Prometheus adds to everything that it scrapes. */
    static final List<String> TARGET_LABELS = List.of("job", "instance");

    private final String namespace;
    private final Map<String, String> filters;

    private Meters(String namespace, Map<String, String> filters) {
        this.namespace = namespace;
        this.filters = filters;
    }

    /** The meters of a namespace. */
    public static Meters in(String namespace) {
        return new Meters(namespace, Map.of());
    }

    /** The same, where each series that has one of these labels is matched against the regular expression given for it. */
    public Meters filteredBy(Map<String, String> expressions) {
        return new Meters(namespace, expressions);
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
        return new Histogram(this, meter, meter.prometheusName(namespace));
    }

    /** A meter of the JVM or the process. These have standard names, and no namespace. */
    public Series series(JvmMeter meter) {
        return filtered(
                new Series(meter.exposedName(), labels(meter.labels()), Set.of(meter.exposedName()), List.of()));
    }

    Series part(MeterSpec histogram, String suffix, String... more) {
        Set<String> labels = labels(histogram.labels());
        labels.addAll(List.of(more));
        return filtered(
                new Series(histogram.prometheusName(namespace) + suffix, labels, Set.of(histogram.name()), List.of()));
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

    private static Set<String> labels(List<String> own) {
        Set<String> all = new LinkedHashSet<>(TARGET_LABELS);
        all.addAll(own);
        return all;
    }
}
