package io.venturi.jdbc.store;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.venturi.distribution.Recorded;
import io.venturi.distribution.RecordedDistribution;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** What is sampled of the meters of each type. */
final class MeterSampling {

    private static final String SECONDS = "seconds";
    private static final double NANOS_PER_SECOND = 1e9;

    private MeterSampling() {}

    /** What is sampled of a meter of any registry. */
    static SampledMeter of(Meter meter, MeterSeries series) {
        Meter.Id id = meter.getId();
        return meter.match(
                gauge -> gauge(series, gauge),
                counter -> counter(series, id, counter::count),
                timer -> timer(series, timer),
                summary -> summary(series, summary),
                tasks -> longTaskTimer(series, tasks),
                gauge -> gauge(series, gauge),
                counter -> counter(series, id, counter::count),
                timer -> functionTimer(series, timer),
                other -> measurements(series, id, other.measure()));
    }

    private static SampledMeter timer(MeterSeries series, Timer timer) {
        return timer instanceof Recorded whole
                ? timer(series, whole.recorded())
                : new SampledValues()
                        .with(series.part("_count", null), timer::count)
                        .with(series.part("_sum", SECONDS), () -> timer.totalTime(TimeUnit.SECONDS))
                        .with(series.gauge("_max", SECONDS), () -> timer.max(TimeUnit.SECONDS));
    }

    private static SampledMeter summary(MeterSeries series, DistributionSummary summary) {
        Meter.Id id = summary.getId();
        return summary instanceof Recorded whole
                ? summary(series, id, whole.recorded())
                : new SampledValues()
                        .with(series.part("_count", null), summary::count)
                        .with(series.part("_sum", id.getBaseUnit()), summary::totalAmount)
                        .with(series.gauge("_max", id.getBaseUnit()), summary::max);
    }

    static SampledMeter counter(MeterSeries series, Meter.Id id, DoubleSupplier count) {
        return new SampledValues().with(series.counter("", id.getBaseUnit()), count);
    }

    static SampledMeter gauge(MeterSeries series, Gauge gauge) {
        Meter.Id id = gauge.getId();
        return id.getName().endsWith(".info")
                ? new SampledValues().with(series.gauge("_info", null), () -> 1)
                : new SampledValues().with(series.gauge("", id.getBaseUnit()), gauge::value);
    }

    static SampledMeter timer(MeterSeries series, RecordedDistribution nanos) {
        return new SampledDistribution(nanos, NANOS_PER_SECOND, series, SECONDS);
    }

    static SampledMeter summary(MeterSeries series, Meter.Id id, RecordedDistribution recorded) {
        return new SampledDistribution(recorded, 1, series, id.getBaseUnit());
    }

    static SampledMeter functionTimer(MeterSeries series, FunctionTimer timer) {
        return new SampledValues()
                .with(series.part("_count", null), timer::count)
                .with(series.part("_sum", SECONDS), () -> timer.totalTime(TimeUnit.SECONDS));
    }

    static SampledMeter longTaskTimer(MeterSeries series, LongTaskTimer timer) {
        return new SampledValues()
                .with(series.gauge("_active_count", null), timer::activeTasks)
                .with(series.gauge("_duration_sum", SECONDS), () -> timer.duration(TimeUnit.SECONDS))
                .with(series.gauge("_max", SECONDS), () -> timer.max(TimeUnit.SECONDS));
    }

    /** Named as Micrometer's Prometheus registry names measurements. */
    static SampledMeter measurements(MeterSeries meter, Meter.Id id, Iterable<Measurement> measurements) {
        SampledValues values = new SampledValues();
        String unit = id.getBaseUnit();
        for (Measurement one : measurements) {
            MeterSeries series = meter.with("statistic", one.getStatistic().toString());
            values.with(measurement(series, one, unit), one::getValue);
        }
        return values;
    }

    private static MetricSeries measurement(MeterSeries series, Measurement one, @Nullable String unit) {
        return switch (one.getStatistic()) {
            case TOTAL, TOTAL_TIME -> series.counter("_sum", unit);
            case COUNT -> series.counter("", null);
            case MAX -> series.gauge("_max", unit);
            case VALUE, UNKNOWN -> series.gauge("_value", unit);
            case ACTIVE_TASKS -> series.gauge("_active_count", null);
            case DURATION -> series.gauge("_duration_sum", unit);
        };
    }
}
