package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus computes of our histograms, beside the exact quantiles of the very values that were recorded. */
@Tag("ci")
class PrometheusQuantilesTest {

    private static final int VALUES = 100_000;
    private static final double[] QUANTILES = {0.1, 0.5, 0.75, 0.9, 0.99, 0.999};
    /** A native bucket's width at schema 3, and that of a cell of one significant digit, half of which may be misplaced. */
    private static final double NATIVE_ERROR = Math.pow(2, 1.0 / 8) * (1 + 1.0 / 16);

    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"]");

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final double[] logNormal = seconds(1, random -> (long) (1e7 * Math.exp(random.nextGaussian())));
    private final double[] bimodal = seconds(2, random ->
            (long) (random.nextInt(10) < 7 ? 3e6 + random.nextInt(1_000_000) : 8e8 + 1e8 * random.nextDouble()));
    private HttpServer server;

    @TempDir
    Path directory;

    private interface Draw {
        long from(Random random);
    }

    /** Durations of whole nanoseconds, ascending. */
    private static double[] seconds(long seed, Draw draw) {
        Random random = new Random(seed);
        double[] values = new double[VALUES];
        Arrays.setAll(values, i -> draw.from(random) / 1e9);
        Arrays.sort(values);
        return values;
    }

    @BeforeEach
    void recordAndServe() throws IOException {
        record("log.normal", logNormal);
        record("bimodal", bimodal);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", PrometheusEndpoint.of(registry).httpHandler());
        server.start();
    }

    private void record(String name, double[] values) {
        Timer plain = Timer.builder(name + ".plain").register(registry);
        Timer slo = Timer.builder(name + ".slo")
                .serviceLevelObjectives(Arrays.stream(BOUNDS)
                        .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                        .toArray(Duration[]::new))
                .register(registry);
        DistributionSummary summary = DistributionSummary.builder(name + ".amount")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
        for (double value : values) {
            plain.record(Math.round(value * 1e9), TimeUnit.NANOSECONDS);
            slo.record(Math.round(value * 1e9), TimeUnit.NANOSECONDS);
            summary.record(value);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        registry.close();
    }

    @Test
    void nativeHistogramsAreWithinABucketAndACell() throws IOException {
        try (Prometheus prometheus = new Prometheus("--enable-feature=native-histograms")) {
            for (String family : List.of("plain_seconds", "slo_seconds", "amount")) {
                checkNative(prometheus, "log_normal_" + family, logNormal);
                checkNative(prometheus, "bimodal_" + family, bimodal);
            }
        }
    }

    private static void checkNative(Prometheus prometheus, String family, double[] values) {
        assertThat(prometheus.ask("histogram_count(" + family + ")")).isEqualTo(VALUES);
        assertThat(prometheus.ask("histogram_sum(" + family + ")")).isCloseTo(sum(values), within(values));
        for (double quantile : QUANTILES) {
            double exact = exact(values, quantile);
            assertThat(prometheus.ask("histogram_quantile(" + quantile + ", " + family + ")"))
                    .as("%s of %s", quantile, family)
                    .isBetween(exact / NATIVE_ERROR, exact * NATIVE_ERROR);
        }
    }

    @Test
    void classicBucketsHoldTheExactQuantile() throws IOException {
        try (Prometheus prometheus = new Prometheus()) {
            for (String family : List.of("slo_seconds", "amount")) {
                checkClassic(prometheus, "log_normal_" + family, logNormal);
                checkClassic(prometheus, "bimodal_" + family, bimodal);
            }
        }
    }

    private static void checkClassic(Prometheus prometheus, String family, double[] values) {
        assertThat(prometheus.ask(family + "_count")).isEqualTo(VALUES);
        assertThat(prometheus.ask(family + "_sum")).isCloseTo(sum(values), within(values));
        for (double bound : BOUNDS) {
            long atOrBelow =
                    Arrays.stream(values).filter(value -> value <= bound).count();
            assertThat(prometheus.ask(family + "_bucket{le=\"" + bound + "\"}"))
                    .as("at or below %s of %s", bound, family)
                    .isEqualTo((double) atOrBelow);
        }
        for (double quantile : QUANTILES) {
            double exact = exact(values, quantile);
            int bucket = 0;
            while (exact > BOUNDS[bucket]) {
                bucket++;
            }
            assertThat(prometheus.ask("histogram_quantile(" + quantile + ", " + family + "_bucket)"))
                    .as("%s of %s", quantile, family)
                    .isBetween(bucket == 0 ? 0 : BOUNDS[bucket - 1], BOUNDS[bucket]);
        }
    }

    private static double exact(double[] ascending, double quantile) {
        return ascending[(int) Math.ceil(quantile * ascending.length) - 1];
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    /** Sums of doubles differ by their order. */
    private static Offset<Double> within(double[] values) {
        return Offset.offset(sum(values) * 1e-9);
    }

    /** A running one, which has scraped. */
    private final class Prometheus implements AutoCloseable {

        private final int port = ExternalProgram.freePort();
        private final ExternalProgram program;

        Prometheus(String... flags) throws IOException {
            Path configuration = Files.writeString(directory.resolve("scrapes.yml"), """
                    global: {scrape_interval: 1s}
                    scrape_configs:
                      - job_name: registry
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(
                            server.getAddress().getPort()));
            List<String> command = new ArrayList<>(List.of(
                    "prometheus",
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port));
            command.addAll(List.of(flags));
            program = ExternalProgram.start(directory, command.toArray(String[]::new));
            Wire.await("a scrape; it says: " + program, this::hasScraped);
        }

        private boolean hasScraped() {
            try {
                return answer("up").contains(",\"1\"]");
            } catch (CompletionException e) {
                return false; // not listening yet
            }
        }

        private String answer(String query) {
            String parameter = URLEncoder.encode(query, StandardCharsets.UTF_8);
            return Wire.text(Wire.get(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + parameter)));
        }

        double ask(String query) {
            String answer = answer(query);
            Matcher value = VALUE.matcher(answer);
            assertThat(value.find()).as("%s: %s", query, answer).isTrue();
            return Double.parseDouble(value.group(1));
        }

        @Override
        public void close() {
            program.close();
        }
    }
}
