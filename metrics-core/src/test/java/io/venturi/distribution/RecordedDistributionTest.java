package io.venturi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What readers of a timer see: those of its window, and the one that takes maxima by steps, do not disturb each other. */
class RecordedDistributionTest {

    private final MockClock clock = new MockClock();
    private final List<Double> observed = new ArrayList<>();
    private final RecorderTimer timer = new RecorderTimer(
            new Meter.Id("work", Tags.empty(), null, null, Meter.Type.TIMER),
            new DistributionKinds(1, clock).timer(DistributionStatisticConfig.DEFAULT),
            observed::add);

    @Test
    void eachStepHasItsOwnMaximum() {
        timer.record(Duration.ofSeconds(2));
        timer.record(Duration.ofSeconds(1));
        assertThat(timer.recorded().takeMax()).isEqualTo(2e9);
        timer.record(Duration.ofSeconds(1));
        assertThat(timer.recorded().takeMax()).isEqualTo(1e9);
        assertThat(timer.recorded().takeMax()).isZero();
    }

    @Test
    void whoTakesItLeavesItToThoseWhoLook() {
        timer.record(Duration.ofSeconds(2));
        timer.recorded().takeMax();
        assertThat(timer.max(TimeUnit.SECONDS)).isEqualTo(2);
        timer.record(Duration.ofSeconds(3));
        assertThat(timer.max(TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(timer.recorded().takeMax()).isEqualTo(3e9);
        clock.add(Duration.ofHours(1));
        assertThat(timer.max(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whatIsTakenAfterALongSilenceIsSeenByThoseWhoLook() {
        timer.record(Duration.ofSeconds(9));
        timer.recorded().takeMax();
        clock.add(Duration.ofHours(1));
        timer.record(Duration.ofSeconds(2));
        timer.recorded().takeMax();
        assertThat(timer.max(TimeUnit.SECONDS)).isEqualTo(2);
    }

    /** Wherever in the clock's halves of an expiry, here of two minutes, it comes; before 0, too. */
    @Test
    void aMaximumIsSeenForHalfAnExpiryAtLeastAndOneAtMost() {
        clock.add(Duration.ofHours(-1));
        for (int second = 0; second < 130; second++) {
            timer.record(Duration.ofSeconds(2));
            assertThat(timer.max(TimeUnit.SECONDS)).isEqualTo(2);
            clock.add(Duration.ofNanos(59_999_999_999L));
            assertThat(timer.max(TimeUnit.SECONDS)).as("second %d", second).isEqualTo(2);
            clock.add(Duration.ofSeconds(60).plusNanos(1));
            assertThat(timer.max(TimeUnit.SECONDS)).as("second %d", second).isZero();
            clock.add(Duration.ofSeconds(1));
        }
    }

    @Test
    void observersAreToldOfWhatIsRecordedOnly() {
        timer.record(5, TimeUnit.NANOSECONDS);
        timer.record(-5, TimeUnit.NANOSECONDS);
        timer.record(7, 0);
        timer.record(7, 3);
        assertThat(observed).containsExactly(5.0, 7.0);
        assertThat(timer.count()).isEqualTo(4);
    }
}
