package io.venturi.jdbc.store.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A week of a thousand series, exported to the real receivers: each sample is there, once. */
@Tag("long")
class ExportedWeekTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path directory;

    @BeforeAll
    static void fill() throws Exception {
        StoredWeek.install(database);
        StoredWeek.fill(database, 200);
    }

    private MetricExporter.Builder exporter() {
        return MetricExporter.builder(database.dataSource(), "metrics", directory.resolve("state"))
                .label("cluster", StoredWeek.ODD)
                .clock(Clock.fixed(StoredWeek.END.plus(Duration.ofMinutes(10)), ZoneOffset.UTC));
    }

    @Test
    void isTheSameInVictoriaMetrics() throws Exception {
        try (RunningVictoriaMetrics victoria = RunningVictoriaMetrics.start(directory)) {
            MetricExporter exporter =
                    exporter().toVictoriaMetrics(victoria.target().build());

            ExportReport report = exporter.export();

            Map<String, Map<Long, Double>> stored = Stored.byMetricAndN(database, false);
            assertThat(stored).hasSize(1_000);
            long samples = stored.values().stream().mapToLong(Map::size).sum();
            assertThat(report.rows()).isEqualTo(database.number("SELECT count(*) FROM metrics.metric_sample"));
            assertThat(report.samples()).isEqualTo(samples).isEqualTo(report.rows() - report.notANumber());
            assertThat(report.doneUntil()).isEqualTo(StoredWeek.END);
            assertThat(arrived(victoria.export("{cluster!=\"\"}"))).isEqualTo(stored);
            assertThat(exporter.verify()).isEqualTo(new ExportComparison(samples, 0, 0, 0, List.of()));
            assertThat(exporter.export().rows()).isZero();
        }
    }

    /** Each process is killed once it has moved on, wherever it is then. */
    @Test
    void isTheSameIfExportersAreKilled() throws Exception {
        try (RunningVictoriaMetrics victoria = RunningVictoriaMetrics.start(directory)) {
            Path state = directory.resolve("killed");
            Path finished = directory.resolve("finished");
            int killed = 0;
            while (!Files.exists(finished)) {
                try (ExportingProcess process =
                        ExportingProcess.start(database.dataSource(), victoria.importUrl(), state, finished)) {
                    if (killOnTheWay(process, state, 1 + 7 * killed)) {
                        killed++;
                    }
                }
                assertThat(killed).isLessThan(40);
            }
            assertThat(killed).isGreaterThan(3);
            assertThat(arrived(victoria.export("{cluster!=\"\"}"))).isEqualTo(Stored.byMetricAndN(database, false));
        }
    }

    /** Whether it was killed, after the state had changed so often, rather than at its end. */
    private boolean killOnTheWay(ExportingProcess process, Path state, int changes) throws Exception {
        String last = content(state);
        for (int seen = 0; seen < changes; ) {
            if (!process.isAlive()) {
                assertThat(Files.exists(directory.resolve("finished")))
                        .as(content(directory.resolve("process.log")))
                        .isTrue();
                return false;
            }
            String now = content(state);
            if (!now.equals(last)) {
                seen++;
                last = now;
            }
        }
        process.kill();
        return true;
    }

    private static String content(Path file) throws Exception {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static Map<String, Map<Long, Double>> arrived(List<String> lines) throws Exception {
        Map<Labelled, SampleList> found = new HashMap<>();
        for (String line : lines) {
            ExportedLine.read(line, found);
        }
        Map<String, Map<Long, Double>> arrived = new HashMap<>();
        found.forEach((series, samples) -> {
            boolean odd = Integer.parseInt(series.labels().getOrDefault("n", "")) % 100 == 0;
            assertThat(series.labels())
                    .containsEntry("cluster", StoredWeek.ODD)
                    .containsEntry("component_type", "worker_pool")
                    .hasSize(odd ? 6 : 4);
            if (odd) {
                assertThat(series.labels())
                        .containsEntry("odd", StoredWeek.ODD)
                        .containsEntry("exported_runtime", "own")
                        .containsEntry("runtime", "one");
            }
            Map<Long, Double> values = new HashMap<>();
            for (int i = 0; i < samples.size(); i++) {
                assertThat(values.put(samples.millis(i), samples.value(i)))
                        .as("twice")
                        .isNull();
            }
            arrived.put(series.name() + '/' + series.labels().get("n"), values);
        });
        return arrived;
    }
}
