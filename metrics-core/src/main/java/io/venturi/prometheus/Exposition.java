package io.venturi.prometheus;

import io.prometheus.metrics.config.ExporterProperties;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.venturi.instrument.ConsistentRead;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes the families, as text itself where that can be, and after them what the client library must write. Thread-safe. */
final class Exposition {

    private final Families families;
    private final FamiliesCollector collector;
    private final Conflicts conflicts = new Conflicts();
    private final OtherCollectors others;
    private final ExpositionFormats formats;
    /** Whether the times are asked for at which series were created, which only the client library writes. */
    private final boolean created;
    /**
     * With exemplars on counters and buckets only. Micrometer's default configuration asks for them on all types; OpenMetrics 1.0 has
     * no room for those, and a Prometheus (2.42, for one) then refuses the whole scrape.
     */
    private final ExpositionFormatWriter openMetrics;

    Exposition(
            Families families,
            FamiliesCollector collector,
            PrometheusRegistry registry,
            PrometheusProperties properties) {
        this.families = families;
        this.collector = collector;
        this.others = new OtherCollectors(registry, conflicts);
        this.formats = ExpositionFormats.init(properties);
        ExporterProperties exporter = properties.getExporterProperties();
        this.created = exporter.getIncludeCreatedTimestamps();
        this.openMetrics = OpenMetricsTextFormatWriter.builder()
                .setCreatedTimestampsEnabled(created)
                .build();
    }

    /**
     * Writes a scrape.
     *
     * @param names of the families to write, or null for all
     */
    void write(OutputStream out, String contentType, @Nullable Set<String> names) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(contentType);
        TextFormat format = format(writer);
        ConsistentRead.call(() -> {
            write(out, format == TextFormat.OPENMETRICS ? openMetrics : writer, format, names);
            return out;
        });
    }

    /** The text that we write as well. */
    private @Nullable TextFormat format(ExpositionFormatWriter writer) {
        if (writer instanceof PrometheusTextFormatWriter) {
            return TextFormat.PROMETHEUS;
        }
        return writer instanceof OpenMetricsTextFormatWriter ? TextFormat.OPENMETRICS : null;
    }

    private void write(
            OutputStream out, ExpositionFormatWriter writer, @Nullable TextFormat format, @Nullable Set<String> names)
            throws IOException {
        Predicate<String> wanted = names == null ? name -> true : names::contains;
        List<MetricSnapshot> theirs = others.collect(names, collector.requestOfOthers(format != null));
        Surroundings surroundings = Surroundings.of(format != null, theirs);
        // Decided once: a name that comes or goes meanwhile must not move a family from one side to the other.
        Set<Family> plain = format == null || created ? Set.of() : families.plain(surroundings);
        MetricSnapshots rest = conflicts.resolved(families.collect(plain, surroundings, wanted), theirs);
        if (format != null) {
            write(out, plain, format, wanted);
        }
        writer.write(out, rest);
    }

    private static void write(OutputStream out, Set<Family> plain, TextFormat format, Predicate<String> wanted)
            throws IOException {
        TextSamples samples = new TextSamples(out, format);
        for (Family family : plain) {
            if (!family.isEmpty()) {
                family.write(format, samples, wanted);
            }
        }
        samples.flush();
    }
}
