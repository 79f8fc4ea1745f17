package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.venturi.histogram.HistogramReading;
import io.venturi.instrument.ConsistentRead;
import java.time.Instant;
import java.util.function.LongConsumer;

/** Reads all sampled meters as of one moment, and hands on what they said as one batch. One thread at a time publishes. */
final class StepPublisher {

    private final SampledMeters meters;
    private final BatchIntake intake;
    private final Clock clock;
    private final LongConsumer publishNanos;
    private final HistogramReading reading = new HistogramReading();
    private int lastSize;

    /**
     * A publisher.
     *
     * @param publishNanos is told how long each step took, from its first meter until the batch is taken
     */
    StepPublisher(SampledMeters meters, BatchIntake intake, Clock clock, LongConsumer publishNanos) {
        this.meters = meters;
        this.intake = intake;
        this.clock = clock;
        this.publishNanos = publishNanos;
    }

    void publish() {
        long start = clock.monotonicTime();
        Step step = new Step(Instant.ofEpochMilli(clock.wallTime()), reading, lastSize);
        ConsistentRead.call(() -> {
            meters.sample(step);
            return step;
        });
        lastSize = step.samples().size();
        if (lastSize > 0) {
            intake.take(step.samples(), step.distributions());
        }
        publishNanos.accept(clock.monotonicTime() - start);
    }
}
