package io.venturi.prometheus;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.venturi.distribution.Recorded;
import io.venturi.distribution.RecordedDistribution;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.NativeHistogram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Timers or summaries, and the gauges of their greatest values. In text they are histograms if any of them asks for buckets, else
 * summaries; in snapshots, native histograms, unless quantiles are computed here or functions tell the figures.
 */
final class DistributionFamily extends Family {

    /** What the names of greatest values end with. */
    static final String MAX = "_max";

    private final ExposedKinds kinds;
    private final byte[] bucket;
    private final byte[] count;
    private final byte[] sum;
    private final byte[] quantile;
    private final byte[] max;
    private final byte[][] histogramHeaders;
    private final byte[][] summaryHeaders;
    private final byte[][] maxHeaders;
    /** Whether one of the series asks for buckets; it stays so when that one is gone. */
    private volatile boolean bucketed;
    /** Whether one has quantiles computed here, or no distribution at all; as above. */
    private volatile boolean summarised;

    DistributionFamily(FamilyName name, ExposedKinds kinds) {
        super(name, List.of(name.text(), name.text() + MAX));
        this.kinds = kinds;
        String text = name.text();
        this.bucket = bytes(text + "_bucket");
        this.count = bytes(text + "_count");
        this.sum = bytes(text + "_sum");
        this.quantile = bytes(text);
        this.max = bytes(text + MAX);
        this.histogramHeaders = headers(text, "histogram", name.help());
        this.summaryHeaders = headers(text, "summary", name.help());
        this.maxHeaders = headers(text + MAX, "gauge", name.help());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] headers(String name, String type, String help) {
        byte[][] headers = new byte[TextFormat.values().length][];
        for (TextFormat format : TextFormat.values()) {
            headers[format.ordinal()] = format.header(name, "", type, help);
        }
        return headers;
    }

    @Override
    void add(Series one) {
        RecordedDistribution distribution = distribution(one.meter());
        if (distribution == null || distribution.kind().hasQuantiles()) {
            summarised = true;
        }
        if (distribution != null && kinds.of(distribution).buckets().size() > 0) {
            bucketed = true;
        }
        super.add(one);
    }

    private static @Nullable RecordedDistribution distribution(Meter meter) {
        return meter instanceof Recorded recorded ? recorded.recorded() : null;
    }

    private boolean hasMax() {
        for (Series one : series()) {
            if (distribution(one.meter()) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    void write(TextFormat format, TextSamples out, Predicate<String> wanted) throws IOException {
        if (wanted.test(name().prometheus())) {
            boolean histogram = bucketed;
            out.raw((histogram ? histogramHeaders : summaryHeaders)[format.ordinal()]);
            for (Series one : series()) {
                write(one, histogram, out);
            }
        }
        if (wanted.test(name().prometheus() + MAX) && hasMax()) {
            out.raw(maxHeaders[format.ordinal()]);
            for (Series one : series()) {
                RecordedDistribution distribution = distribution(one.meter());
                if (distribution != null) {
                    out.sample(max, one, kinds.of(distribution).exposed(distribution.max()), null);
                }
            }
        }
    }

    private void write(Series one, boolean histogram, TextSamples out) throws IOException {
        RecordedDistribution distribution = distribution(one.meter());
        if (distribution == null) {
            writeFunction((FunctionTimer) one.meter(), one, histogram, out);
            return;
        }
        ExposedKind kind = kinds.of(distribution);
        HistogramReading reading = distribution.read(out.reading());
        if (histogram) {
            writeBuckets(one, distribution, reading, out);
        } else {
            for (ValueAtPercentile value : distribution.quantiles()) {
                out.quantile(quantile, one, value.percentile(), kind.exposed(value.value()));
            }
        }
        out.count(count, one, reading.count());
        out.sample(sum, one, kind.exposed(reading.sum()), null);
    }

    private void writeBuckets(Series one, RecordedDistribution distribution, HistogramReading reading, TextSamples out)
            throws IOException {
        Buckets buckets = kinds.of(distribution).buckets();
        Exemplars exemplars = out.takesExemplars() ? exposed(distribution) : Exemplars.EMPTY;
        double below = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= buckets.size(); i++) {
            double bound = buckets.bound(i);
            boolean last = i == buckets.size();
            out.bucket(
                    bucket,
                    one,
                    last ? Buckets.INFINITE : buckets.label(i),
                    last ? reading.count() : buckets.cumulativeCount(i, reading),
                    exemplars.size() == 0 ? null : exemplars.get(below, bound));
            below = bound;
        }
    }

    private void writeFunction(FunctionTimer timer, Series one, boolean histogram, TextSamples out) throws IOException {
        long calls;
        double total;
        try {
            calls = (long) timer.count();
            total = timer.totalTime(TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            leftOut(one, e);
            return;
        }
        if (histogram) {
            out.bucket(bucket, one, Buckets.INFINITE, calls, null);
        }
        // A histogram has both or none; a sum that is no number is none.
        if (!histogram || !Double.isNaN(total)) {
            out.count(count, one, calls);
        }
        if (!Double.isNaN(total)) {
            out.sample(sum, one, total, null);
        }
    }

    private Exemplars exposed(RecordedDistribution distribution) {
        Exemplars recorded = ExemplarObserver.of(distribution);
        if (recorded.size() == 0) {
            return Exemplars.EMPTY;
        }
        ExposedKind kind = kinds.of(distribution);
        List<Exemplar> exposed = new ArrayList<>(recorded.size());
        for (Exemplar exemplar : recorded) {
            exposed.add(Exemplar.builder()
                    .value(kind.exposed(exemplar.getValue()))
                    .labels(exemplar.getLabels())
                    .timestampMillis(exemplar.getTimestampMillis())
                    .build());
        }
        return Exemplars.of(exposed);
    }

    @Override
    void collect(Surroundings surroundings, Predicate<String> wanted, List<MetricSnapshot> snapshots) {
        if (wanted.test(name().prometheus())) {
            HistogramReading reading = new HistogramReading();
            snapshots.add(
                    isSummary(surroundings)
                            ? new SummarySnapshot(metadata(""), points(one -> summaryPoint(one, reading)))
                            : new HistogramSnapshot(metadata(""), points(one -> histogramPoint(one, reading))));
        }
        if (wanted.test(name().prometheus() + MAX) && hasMax()) {
            snapshots.add(new GaugeSnapshot(metadata(MAX), maxPoints()));
        }
    }

    /** What there is a choice in is as others have it, so that both fit under one name. */
    private boolean isSummary(Surroundings surroundings) {
        if (bucketed) {
            return false;
        }
        MetricSnapshot other = surroundings.other(name().prometheus());
        return summarised
                || other instanceof SummarySnapshot
                || (surroundings.text() && !(other instanceof HistogramSnapshot));
    }

    private List<GaugeDataPointSnapshot> maxPoints() {
        return points(one -> {
            RecordedDistribution distribution = distribution(one.meter());
            return distribution == null
                    ? null
                    : new GaugeDataPointSnapshot(
                            kinds.of(distribution).exposed(distribution.max()), one.labels(), null);
        });
    }

    private SummaryDataPointSnapshot summaryPoint(Series one, HistogramReading reading) {
        RecordedDistribution distribution = distribution(one.meter());
        if (distribution == null) {
            FunctionTimer timer = (FunctionTimer) one.meter();
            return new SummaryDataPointSnapshot(
                    (long) timer.count(),
                    timer.totalTime(TimeUnit.SECONDS),
                    Quantiles.EMPTY,
                    one.labels(),
                    null,
                    one.createdMillis());
        }
        ExposedKind kind = kinds.of(distribution);
        distribution.read(reading);
        List<Quantile> quantiles = new ArrayList<>();
        for (ValueAtPercentile value : distribution.quantiles()) {
            quantiles.add(new Quantile(value.percentile(), kind.exposed(value.value())));
        }
        return new SummaryDataPointSnapshot(
                reading.count(),
                kind.exposed(reading.sum()),
                Quantiles.of(quantiles),
                one.labels(),
                exposed(distribution),
                one.createdMillis());
    }

    private HistogramDataPointSnapshot histogramPoint(Series one, HistogramReading reading) {
        RecordedDistribution distribution = distribution(one.meter());
        if (distribution == null) {
            FunctionTimer timer = (FunctionTimer) one.meter();
            return new HistogramDataPointSnapshot(
                    ClassicHistogramBuckets.of(
                            new double[] {Double.POSITIVE_INFINITY}, new long[] {(long) timer.count()}),
                    timer.totalTime(TimeUnit.SECONDS),
                    one.labels(),
                    Exemplars.EMPTY,
                    one.createdMillis());
        }
        ExposedKind kind = kinds.of(distribution);
        distribution.read(reading);
        NativeHistogram buckets = kind.nativeHistogram(reading);
        return new HistogramDataPointSnapshot(
                kind.buckets().snapshot(reading),
                buckets.schema(),
                buckets.zeroCount(),
                buckets.zeroThreshold(),
                NativeHistogramBuckets.of(buckets.indexes(), buckets.counts()),
                NativeHistogramBuckets.EMPTY,
                kind.exposed(reading.sum()),
                one.labels(),
                exposed(distribution),
                one.createdMillis());
    }
}
