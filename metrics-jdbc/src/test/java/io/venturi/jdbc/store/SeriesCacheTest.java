package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SeriesCacheTest {

    private static final RuntimeKey ONE = new RuntimeKey("t", "one");
    private static final RuntimeKey TWO = new RuntimeKey("t", "two");

    private final SeriesCache cache = new SeriesCache(3);

    private KnownRuntime runtime(RuntimeKey key, int series) {
        KnownRuntime runtime = new KnownRuntime(new UUID(0, 1), 1, 0);
        for (int i = 0; i < series; i++) {
            MetricSeries each = Batches.gauge("g", i);
            runtime.put(each, KnownSeries.of(each, i, 0));
        }
        cache.put(key, runtime);
        return runtime;
    }

    @Test
    void whatWasNotUsedForTheLongestTimeGoesFirst() {
        KnownRuntime one = runtime(ONE, 4);
        assertThat(one.series(Batches.gauge("g", 0))).isNotNull();
        cache.trim();

        assertThat(cache.size()).isEqualTo(3);
        assertThat(one.series(Batches.gauge("g", 0))).isNotNull();
        assertThat(one.series(Batches.gauge("g", 1))).isNull();
    }

    @Test
    void runtimesGoWithTheirLastSeries() {
        runtime(ONE, 2);
        runtime(TWO, 2);
        assertThat(cache.runtime(ONE)).isNotNull();
        cache.trim();
        assertThat(cache.size()).isEqualTo(3);
        runtime(new RuntimeKey("t", "three"), 3);
        cache.trim();

        assertThat(cache.runtime(TWO)).isNull();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void runtimesWithoutSeriesCountToo() {
        for (int i = 0; i < 10; i++) {
            runtime(new RuntimeKey("t", String.valueOf(i)), 0);
        }
        cache.trim();
        assertThat(cache.runtime(new RuntimeKey("t", "0"))).isNull();
        assertThat(cache.runtime(new RuntimeKey("t", "9"))).isNotNull();
    }

    @Test
    void seriesAreCheckedOnceAnHourAndSoonerIfDescribedDifferently() {
        MetricSeries plain = Batches.gauge("g", 0);
        MetricSeries described = MetricSeries.of("g", SeriesType.GAUGE, plain.labels(), "seconds", "New.");
        KnownSeries known = KnownSeries.of(plain, 1, 1_000);

        assertThat(known.isStale(plain, 1_000 + 3_599)).isFalse();
        assertThat(known.isStale(plain, 1_000 + 3_600)).isTrue();
        assertThat(known.isStale(described, 1_000 + 59)).isFalse();
        assertThat(known.isStale(described, 1_000 + 60)).isTrue();
    }
}
