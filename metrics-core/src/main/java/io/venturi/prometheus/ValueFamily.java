package io.venturi.prometheus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counters, gauges or infos: series of one sample. */
final class ValueFamily extends Family {

    /** What the samples are. */
    enum Kind {
        COUNTER("counter", "_total"),
        GAUGE("gauge", ""),
        INFO("info", "_info");

        private final String type;
        private final String suffix;

        Kind(String type, String suffix) {
            this.type = type;
            this.suffix = suffix;
        }

        private String base(FamilyName name) {
            String text = name.text();
            return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
        }
    }

    private final Kind kind;
    private final byte[] sample;
    private final byte[] header;
    private final byte[] openHeader;

    ValueFamily(Kind kind, FamilyName name) {
        super(name, List.of(kind.base(name), kind.base(name) + kind.suffix));
        this.kind = kind;
        String base = kind.base(name);
        this.sample = (base + kind.suffix).getBytes(StandardCharsets.UTF_8);
        this.header = TextFormat.PROMETHEUS.header(base, kind.suffix, kind.type, name.help());
        this.openHeader = TextFormat.OPENMETRICS.header(base, kind.suffix, kind.type, name.help());
    }

    @Override
    void write(TextFormat format, TextSamples out, Predicate<String> wanted) throws IOException {
        if (!wanted.test(name().prometheus())) {
            return;
        }
        out.raw(format == TextFormat.OPENMETRICS ? openHeader : header);
        for (Series one : series()) {
            write(one, out);
        }
    }

    private void write(Series one, TextSamples out) throws IOException {
        if (kind == Kind.INFO) {
            out.count(sample, one, 1);
            return;
        }
        double value;
        try {
            value = value(one.meter());
        } catch (RuntimeException e) {
            leftOut(one, e);
            return;
        }
        out.sample(sample, one, value, out.takesExemplars() ? exemplar(one.meter()) : null);
    }

    boolean isGauge() {
        return kind == Kind.GAUGE;
    }

    private double value(Meter meter) {
        if (meter instanceof Counter counter) {
            return counter.count();
        }
        return meter instanceof FunctionCounter counter ? notNegative(counter.count()) : ((Gauge) meter).value();
    }

    private static double notNegative(double count) {
        if (count < 0) {
            throw new IllegalStateException("a count cannot be " + count);
        }
        return count;
    }

    private static @Nullable Exemplar exemplar(Meter meter) {
        return meter instanceof RisingCounter counter ? counter.exemplar() : null;
    }

    @Override
    void collect(Surroundings surroundings, Predicate<String> wanted, List<MetricSnapshot> snapshots) {
        if (!wanted.test(name().prometheus())) {
            return;
        }
        snapshots.add(
                switch (kind) {
                    case COUNTER -> new CounterSnapshot(metadata(""), points(this::counterPoint));
                    case GAUGE ->
                        new GaugeSnapshot(
                                metadata(""),
                                points(one -> new GaugeDataPointSnapshot(value(one.meter()), one.labels(), null)));
                    case INFO -> new InfoSnapshot(metadata(""), points(one -> new InfoDataPointSnapshot(one.labels())));
                });
    }

    private CounterDataPointSnapshot counterPoint(Series one) {
        return new CounterDataPointSnapshot(
                value(one.meter()), one.labels(), exemplar(one.meter()), one.createdMillis());
    }
}
