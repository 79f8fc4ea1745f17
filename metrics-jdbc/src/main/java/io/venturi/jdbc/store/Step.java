package io.venturi.jdbc.store;

import io.venturi.histogram.HistogramReading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is sampled of all meters at one moment. Not thread-safe. */
final class Step {

    private final Instant time;
    private final HistogramReading reading;
    private final List<Sample> samples;
    private final List<DistributionSample> distributions = new ArrayList<>();

    /**
     * A step.
     *
     * @param reading is used for each distribution in turn
     * @param expected about how many samples there will be
     */
    Step(Instant time, HistogramReading reading, int expected) {
        this.time = time;
        this.reading = reading;
        this.samples = new ArrayList<>(expected);
    }

    HistogramReading reading() {
        return reading;
    }

    void add(MetricSeries series, double value) {
        samples.add(new Sample(series, time, value));
    }

    void add(MetricSeries series, long count, double sum, double max, byte[] sketch) {
        distributions.add(new DistributionSample(series, time, count, sum, max, sketch));
    }

    List<Sample> samples() {
        return samples;
    }

    List<DistributionSample> distributions() {
        return distributions;
    }
}
