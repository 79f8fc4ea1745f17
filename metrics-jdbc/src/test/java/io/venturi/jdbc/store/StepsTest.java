package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Published.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.store.Published.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each step has: totals so far, and the distribution of what the step saw. */
class StepsTest {

    private final Published published = new Published();
    private final PostgresMeterRegistry registry = published.registry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aDistributionIsOfItsStep() {
        Timer timer = registry.timer("work");
        timer.record(Duration.ofMillis(2_500));
        timer.record(Duration.ofMillis(500));
        DistributionSample first = published.step(registry).distribution("work_seconds");
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.sum()).isEqualTo(3.0);
        assertThat(first.max()).isEqualTo(2.5);
        assertThat(first.series().type()).isEqualTo(SeriesType.HISTOGRAM);
        assertThat(first.series().unit()).isEqualTo("seconds");

        timer.record(Duration.ofMillis(700));
        Batch second = published.step(registry);
        assertThat(second.distribution("work_seconds").count()).isEqualTo(1);
        assertThat(second.distribution("work_seconds").sum()).isEqualTo(0.7, within(1e-12));
        assertThat(second.distribution("work_seconds").max()).isEqualTo(0.7);
        assertThat(second.values()).containsEntry("work_seconds_count", 3.0).containsEntry("work_seconds_sum", 3.7);

        Batch quiet = published.step(registry);
        assertThat(quiet.distributions()).isEmpty();
        assertThat(quiet.values()).isEqualTo(second.values());
    }

    @Test
    void aBatchHasOneTimeThatOfTheClock() {
        registry.counter("a");
        registry.timer("b").record(Duration.ofMillis(1));
        Batch batch = published.step(registry);
        Instant now = Instant.ofEpochMilli(published.clock.wallTime());
        assertThat(batch.samples()).extracting(Sample::time).containsOnly(now);
        assertThat(batch.distributions()).extracting(DistributionSample::time).containsOnly(now);
    }

    @Test
    void seriesAreMadeOnce() {
        registry.timer("work").record(Duration.ofMillis(1));
        Batch first = published.step(registry);
        registry.timer("work").record(Duration.ofMillis(1));
        Batch second = published.step(registry);
        assertThat(first.distribution("work_seconds").series())
                .isSameAs(second.distribution("work_seconds").series());
        assertThat(first.samples().get(0).series())
                .isSameAs(second.samples().get(0).series());
    }

    @Test
    void stepsAddUpToTheWholeAndHaveItsQuantiles() {
        Random random = new Random(7);
        Timer timer = registry.timer("work");
        DistributionSummary summary = registry.summary("ratio");
        double[] seconds = new double[5_000];
        List<HistogramSnapshot> times = new ArrayList<>();
        List<HistogramSnapshot> ratios = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < seconds.length; i++) {
            long nanos = (long) Math.exp(random.nextGaussian() + 16);
            seconds[i] = nanos / 1e9;
            sum += seconds[i];
            timer.record(Duration.ofNanos(nanos));
            summary.record(seconds[i]);
            if (i % 500 == 499) {
                Batch batch = published.step(registry);
                times.add(read(batch.distribution("work_seconds")));
                ratios.add(read(batch.distribution("ratio")));
            }
        }
        assertSameDistribution(times, seconds, sum);
        assertSameDistribution(ratios, seconds, sum);
    }

    private static void assertSameDistribution(List<HistogramSnapshot> steps, double[] values, double sum) {
        HistogramSnapshot merged =
                steps.stream().reduce(HistogramSnapshot::plus).orElseThrow();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(merged.count()).isEqualTo(values.length);
        assertThat(merged.sum()).isCloseTo(sum, within(1e-9 * sum));
        assertThat(merged.max()).isEqualTo(sorted[sorted.length - 1]);
        for (double q : new double[] {0.01, 0.5, 0.95, 0.99, 0.999}) {
            double exact = sorted[(int) Math.ceil(q * sorted.length) - 1];
            assertThat(merged.quantile(q)).isCloseTo(exact, within(exact * merged.relativeError()));
        }
    }

    @Test
    void durationsOfTheStepsAreReported() {
        registry.gauge("slow", published.clock, clock -> {
            clock.add(Duration.ofMillis(3));
            return 1;
        });
        published.step(registry);
        assertThat(published.nanos).containsExactly(3_000_000L);
    }

    @Test
    void aRegistryWithoutMetersHandsOverNothing() {
        registry.publish();
        assertThat(published.batches).isEmpty();
    }
}
