package io.venturi.jdbc.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** A meter whose series are single values. */
final class SampledValues implements SampledMeter {

    private final List<MetricSeries> series = new ArrayList<>();
    private final List<DoubleSupplier> values = new ArrayList<>();

    /** Adds a series; before the first sample only. */
    SampledValues with(MetricSeries one, DoubleSupplier value) {
        series.add(one);
        values.add(value);
        return this;
    }

    @Override
    public List<MetricSeries> series() {
        return series;
    }

    @Override
    public void sample(Step step) {
        for (int i = 0; i < values.size(); i++) {
            MetricSeries one = series.get(i);
            double value = values.get(i).getAsDouble();
            if (one.type() == SeriesType.COUNTER && !(value >= 0)) {
                throw new IllegalStateException(one.name() + " is a total, which cannot be " + value);
            }
            step.add(one, value);
        }
    }
}
