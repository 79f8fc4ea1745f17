package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Recording allocates nothing, and a scrape nothing for a series whose numbers are whole. */
class ScrapeAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SERIES = 1_000;
    /** What a scrape takes whatever it holds: buffers, the client library's writer. Measured: 47 kB. */
    private static final long PER_SCRAPE = 100_000;

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);

    @Test
    void recording() {
        Counter counter = registry.counter("c");
        Timer timer = registry.timer("t");
        Timer slo = Timer.builder("slo")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                .register(registry);
        DistributionSummary summary = registry.summary("s");
        int rounds = 20_000;
        long bytes = leastBytes(() -> {
            for (int i = 0; i < rounds; i++) {
                counter.increment();
                timer.record(1_000 + i, TimeUnit.NANOSECONDS);
                slo.record(1_000 + i, TimeUnit.NANOSECONDS);
                summary.record(0.5 + i);
            }
        });
        assertThat(bytes).as("bytes in %d rounds", rounds).isLessThan(rounds / 10);
    }

    @Test
    void scrapingWholeNumbers() {
        for (int i = 0; i < SERIES; i++) {
            registry.counter("c", "n", Integer.toString(i)).increment(i);
            Timer timer = Timer.builder("t")
                    .tag("n", Integer.toString(i))
                    .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(1))
                    .register(registry);
            timer.record(Duration.ofSeconds(1));
            timer.record(Duration.ofSeconds(2));
        }
        assertThat(leastBytesOfScrape(Scrapes.TEXT)).isLessThan(PER_SCRAPE);
        assertThat(leastBytesOfScrape(Scrapes.OPENMETRICS)).isLessThan(PER_SCRAPE);
    }

    @Test
    void scrapingFractions() {
        for (int i = 0; i < SERIES; i++) {
            registry.timer("t", "n", Integer.toString(i)).record(1_234_567 + i, TimeUnit.NANOSECONDS);
        }
        // Two fractions a timer, its sum and its maximum, are strings first. Measured: 350 bytes each.
        assertThat(leastBytesOfScrape(Scrapes.TEXT)).isLessThan(PER_SCRAPE + SERIES * 2 * 500);
    }

    @Test
    void collecting() {
        for (int i = 0; i < SERIES; i++) {
            registry.counter("c", "n", Integer.toString(i), "m", "x").increment(i);
        }
        // A point, and its place in lists. Measured: 61 bytes.
        assertThat(leastBytes(() -> registry.getPrometheusRegistry().scrape())).isLessThan(PER_SCRAPE + SERIES * 150);
    }

    @Test
    void collectingDistributions() {
        for (int i = 0; i < SERIES; i++) {
            registry.timer("t", "n", Integer.toString(i)).record(Duration.ofSeconds(1));
        }
        // What the recorder has is read into the same memory each time. Measured: 4.1 kB.
        assertThat(leastBytes(() -> registry.getPrometheusRegistry().scrape())).isLessThan(PER_SCRAPE + SERIES * 6_000);
    }

    private long leastBytesOfScrape(String contentType) {
        return leastBytes(() -> {
            try {
                registry.scrape(OutputStream.nullOutputStream(), contentType);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The least of some runs: the first warm up, and in some the compiler allocates. */
    private static long leastBytes(Runnable run) {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
