package io.venturi.jdbc.store;

import io.micrometer.core.instrument.MockClock;
import io.venturi.histogram.HistogramSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What a registry hands over, kept. */
final class Published implements BatchIntake {

    /** One batch. */
    record Batch(List<Sample> samples, List<DistributionSample> distributions) {

        /** By name and labels, written as in an exposition. */
        Map<String, Double> values() {
            Map<String, Double> values = new TreeMap<>();
            samples.forEach(sample -> values.put(text(sample.series()), sample.value()));
            return values;
        }

        DistributionSample distribution(String name) {
            return distributions.stream()
                    .filter(one -> one.series().name().equals(name))
                    .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                        if (found.size() != 1) {
                            throw new AssertionError(found.size() + " distributions of " + name);
                        }
                        return found.get(0);
                    }));
        }
    }

    static final Duration STEP = Duration.ofHours(1);

    final MockClock clock = new MockClock();
    final List<Batch> batches = new CopyOnWriteArrayList<>();
    final List<Long> nanos = new CopyOnWriteArrayList<>();

    /** Steps that no test lives to see: all are asked for. */
    static PostgresRegistryConfig config() {
        return key -> key.equals("postgres.step") ? STEP.toMillis() + "ms" : null;
    }

    PostgresMeterRegistry registry() {
        return new PostgresMeterRegistry(config(), this, clock, nanos::add);
    }

    @Override
    public void take(List<Sample> samples, List<DistributionSample> distributions) {
        batches.add(new Batch(samples, distributions));
    }

    /** The batch of a step that ends now. */
    Batch step(PostgresMeterRegistry registry) {
        clock.add(STEP);
        int before = batches.size();
        registry.publish();
        if (batches.size() != before + 1) {
            throw new AssertionError((batches.size() - before) + " batches of a step");
        }
        return batches.get(before);
    }

    static HistogramSnapshot read(DistributionSample sample) {
        return HistogramSnapshot.ofSketch(sample.sketch(), sample.sum(), sample.max());
    }

    static String text(MetricSeries series) {
        return series.name()
                + (series.labels().isEmpty()
                        ? ""
                        : series.labels().entrySet().stream()
                                .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                                .collect(Collectors.joining(",", "{", "}")));
    }
}
