package io.venturi.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.venturi.instrument.ConsistentRead;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Writes a registry in one of its expositions, all of it as of one moment. Thread-safe. */
final class RegistryRenderer {

    private static final int GZIP_BUFFER = 8 * 1024;
    private static final List<String> SUFFIXES =
            List.of("_total", "_created", "_bucket", "_count", "_sum", "_gcount", "_gsum", "_info");

    private final PrometheusMeterRegistry registry;

    RegistryRenderer(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    void render(Exposition exposition, RenderBuffer buffer) throws IOException {
        if (exposition.coding() == ContentCoding.IDENTITY) {
            write(exposition, buffer);
            return;
        }
        try (GZIPOutputStream gzip = new GZIPOutputStream(buffer, GZIP_BUFFER)) {
            write(exposition, gzip);
        }
    }

    private void write(Exposition exposition, OutputStream out) throws IOException {
        String contentType = exposition.format().contentType();
        // All within one read on this thread: figures that belong together then come from the same moment.
        ConsistentRead.call(() -> {
            if (exposition.filter().isAll()) {
                registry.scrape(out, contentType);
            } else {
                registry.scrape(out, contentType, families(exposition.filter().names()));
            }
            return contentType;
        });
    }

    /** The families that have one of the names, or a sample of one of them. */
    private Set<String> families(Set<String> names) {
        Set<String> candidates = withoutSuffixes(names);
        Set<String> families = new HashSet<>();
        MetricSnapshots found;
        try {
            found = registry.getPrometheusRegistry().scrape(candidates::contains);
        } catch (IllegalArgumentException e) {
            // Collectors that do not agree about a name: what can be served of them, the registry itself knows best.
            return candidates;
        }
        for (MetricSnapshot snapshot : found) {
            String family = snapshot.getMetadata().getPrometheusName();
            if (samples(snapshot, family).stream().anyMatch(names::contains)) {
                families.add(family);
            }
        }
        // To the registry an empty set means all families, so none is asked for by names that are none.
        return families.isEmpty() ? Set.of("") : families;
    }

    private static Set<String> withoutSuffixes(Set<String> names) {
        Set<String> stems = new HashSet<>(names);
        for (String name : names) {
            for (String suffix : SUFFIXES) {
                if (name.endsWith(suffix)) {
                    stems.add(name.substring(0, name.length() - suffix.length()));
                }
            }
        }
        return stems;
    }

    private static List<String> samples(MetricSnapshot snapshot, String family) {
        if (snapshot instanceof CounterSnapshot) {
            return List.of(family, family + "_total", family + "_created");
        }
        if (snapshot instanceof HistogramSnapshot histogram) {
            return histogram.isGaugeHistogram()
                    ? List.of(family, family + "_bucket", family + "_gcount", family + "_gsum")
                    : List.of(family, family + "_bucket", family + "_count", family + "_sum", family + "_created");
        }
        if (snapshot instanceof SummarySnapshot) {
            return List.of(family, family + "_count", family + "_sum", family + "_created");
        }
        return snapshot instanceof InfoSnapshot ? List.of(family, family + "_info") : List.of(family);
    }
}
