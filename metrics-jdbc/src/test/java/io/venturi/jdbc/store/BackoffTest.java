package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static Backoff backoff(double random) {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), () -> random);
    }

    private static long[] millis(Backoff backoff) {
        return LongStream.generate(backoff::nextNanos)
                .limit(6)
                .map(nanos -> nanos / 1_000_000)
                .toArray();
    }

    @Test
    void doublesUpToTheLongest() {
        assertThat(millis(backoff(0))).containsExactly(100, 200, 400, 800, 1000, 1000);
    }

    @Test
    void isHalfAsLongAtLeast() {
        assertThat(millis(backoff(1))).containsExactly(50, 100, 200, 400, 500, 500);
    }

    @Test
    void beginsAnewAfterASuccess() {
        Backoff backoff = backoff(0);
        millis(backoff);
        backoff.reset();
        assertThat(millis(backoff)).startsWith(100, 200);
    }
}
