package io.venturi.jdbc.store;

import io.venturi.distribution.RecordedDistribution;
import io.venturi.histogram.HistogramReading;
import io.venturi.histogram.HistogramSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A timer or a summary: its totals so far, and what it saw in each step. Sampled by one thread at a time. */
final class SampledDistribution implements SampledMeter {

    private final RecordedDistribution recorded;
    private final double divisor;
    private final MetricSeries distribution;
    private final MetricSeries count;
    private final MetricSeries sum;
    /** As of the end of the last step that saw any. */
    private HistogramSnapshot before;

    /**
     * Of one meter.
     *
     * @param divisor how many units of recording the series' one is
     */
    SampledDistribution(RecordedDistribution recorded, double divisor, MeterSeries meter, @Nullable String unit) {
        this.recorded = recorded;
        this.divisor = divisor;
        this.distribution = meter.histogram(unit);
        this.count = meter.part("_count", null);
        this.sum = meter.part("_sum", unit);
        this.before = recorded.read(new HistogramReading()).snapshot();
    }

    @Override
    public List<MetricSeries> series() {
        return List.of(distribution, count, sum);
    }

    @Override
    public void sample(Step step) {
        HistogramReading reading = recorded.read(step.reading());
        step.add(count, (double) reading.count());
        step.add(sum, reading.sum() / divisor);
        // A value may be counted already and be missing from the sum: then a later step's difference has it.
        if (reading.count() != before.count()) {
            HistogramSnapshot now = reading.snapshot();
            // Exact, unless a thread is between counting a value and its maximum: then it is one of its cell.
            HistogramSnapshot seen = now.minus(before, recorded.takeMax());
            before = now;
            step.add(distribution, seen.count(), seen.sum() / divisor, seen.max() / divisor, seen.encode(1 / divisor));
        }
    }
}
