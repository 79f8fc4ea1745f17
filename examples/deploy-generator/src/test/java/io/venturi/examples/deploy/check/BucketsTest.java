package io.venturi.examples.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Quantiles are worked out as Prometheus documents it, from what was scraped. */
class BucketsTest {

    private final Buckets buckets = new Buckets();

    @Test
    void aQuantileLiesInItsBucketAsFarAsItsRankGoes() {
        buckets.add("0.1", List.of(10.0, 20.0));
        buckets.add("0.5", List.of(10.0, 50.0));
        buckets.add("+Inf", List.of(10.0, 50.0));
        assertThat(buckets.growth()).isEqualTo(40);
        assertThat(buckets.quantile(0.25)).isEqualTo(0.1);
        assertThat(buckets.quantile(0.625)).isCloseTo(0.3, within(1e-9));
        assertThat(buckets.quantile(1)).isEqualTo(0.5);
    }

    @Test
    void beyondTheLastBoundNothingIsKnownButTheBound() {
        buckets.add("1", List.of(0.0, 1.0));
        buckets.add("+Inf", List.of(0.0, 10.0));
        assertThat(buckets.quantile(0.95)).isEqualTo(1);
    }

    @Test
    void seriesAreAddedUpAndACounterThatBeganAgainGrewByWhatItIs() {
        buckets.add("1.0", List.of(5.0, 8.0, 2.0));
        buckets.add("1.0", List.of(0.0, 4.0));
        buckets.add("+Inf", List.of(5.0, 8.0, 2.0));
        buckets.add("+Inf", List.of(0.0, 4.0));
        assertThat(buckets.growth()).isEqualTo(9);
    }

    @Test
    void valuesAreInTheBucketWhoseBoundTheyDoNotExceed() {
        buckets.add("0.1", List.of(0.0, 1.0));
        buckets.add("0.5", List.of(0.0, 1.0));
        buckets.add("+Inf", List.of(0.0, 1.0));
        assertThat(buckets.indexOf(0.1)).isZero();
        assertThat(buckets.indexOf(0.2)).isEqualTo(1);
        assertThat(buckets.indexOf(7)).isEqualTo(2);
    }
}
