package io.venturi.benchmarks;

import io.venturi.jdbc.store.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The metric history on a real server: how fast samples are stored, what they take on disk, how long a step keeps the thread that
 * samples, and how fast history is read. No JMH, as the server is another process; what is shown of a time is the median of some rounds, in which all take their turns.
 *
 * @param name what {@code run.sh} calls it
 * @param targets what they must show
 */
record StoreSuite(String name, List<Target> targets) implements Suite {

    private static final int ROWS_OF_TURN = 20_000;
    private static final int FEW_SERIES = 1_000;
    private static final int MANY_SERIES = 10_000;

    private static final int STEPS_ON_DISK = 2_000;
    private static final int STEPS_ON_DISK_QUICK = 500;
    private static final int ROUNDS = 11;
    private static final int ROUNDS_QUICK = 5;
    private static final int PUBLISHED = 40;
    private static final int PUBLISHED_QUICK = 15;
    private static final int READS = 200;
    private static final int READS_QUICK = 50;

    @Override
    public void run(boolean quick, Path output, Consumer<Run> shown) {
        Map<String, Measurement> measurements = new TreeMap<>();
        try (StoreServer server = StoreServer.start()) {
            try (LibraryStore library = new LibraryStore(server, "ingest");
                    BareCopy bare = new BareCopy(server);
                    WideInserts wide = new WideInserts(server)) {
                Map<String, SampleSink> sinks = Map.of("Venturi", library, "BareCopy", bare, "WideInserts", wide);
                // All are as full when they are timed.
                fill(library, quick);
                fill(bare, quick);
                fill(wide, quick);
                measurements.put("disk1000Venturi", Measurement.disk(server.bytesPerRow(StoreServer.SAMPLES)));
                measurements.put("disk1000BareCopy", Measurement.disk(server.bytesPerRow(StoreServer.BARE)));
                measurements.put("disk1000WideInserts", Measurement.disk(server.bytesPerRow(StoreServer.WIDE)));
                measurements.putAll(ingest(sinks, FEW_SERIES, quick));
                measurements.putAll(ingest(sinks, MANY_SERIES, quick));
            }
            measurements.putAll(publish(server, quick));
            try (HistoryReads reads = new HistoryReads(server)) {
                measurements.putAll(reads.medians(quick ? READS_QUICK : READS));
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the samples could not be stored or read: " + e.getMessage(), e);
        }
        write(output.resolve(name + ".json"), measurements);
        shown.accept(new Run(1, measurements));
    }

    /** As the steps of some hours leave it. */
    private static void fill(SampleSink sink, boolean quick) throws SQLException {
        SampleSteps steps = new SampleSteps(FEW_SERIES, Instant.now().minus(Duration.ofHours(30)));
        int left = quick ? STEPS_ON_DISK_QUICK : STEPS_ON_DISK;
        for (int turn = ROWS_OF_TURN / FEW_SERIES; left > 0; left -= turn) {
            sink.store(next(steps, turn));
        }
    }

    private static Map<String, Measurement> ingest(Map<String, SampleSink> sinks, int series, boolean quick) {
        Rounds rounds = new Rounds(quick ? ROUNDS_QUICK : ROUNDS);
        new TreeMap<>(sinks).forEach((peer, sink) -> {
            SampleSteps steps = new SampleSteps(series, Instant.now().minus(Duration.ofHours(6)));
            rounds.add("ingest" + series + peer, () -> sink.store(next(steps, ROWS_OF_TURN / series)));
        });
        Map<String, Measurement> medians = rounds.medians();
        medians.replaceAll(
                (name, median) -> median.with(Quantity.RATE, ROWS_OF_TURN * 1e9 / median.get(Quantity.TIME)));
        return medians;
    }

    private static List<List<Sample>> next(SampleSteps steps, int count) {
        List<List<Sample>> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(steps.next());
        }
        return next;
    }

    private static Map<String, Measurement> publish(StoreServer server, boolean quick) {
        try (LibraryStore library = new LibraryStore(server, "publish")) {
            List<Double> nanos = PublishedSteps.nanos(library, quick ? PUBLISHED_QUICK : PUBLISHED);
            return Map.of(
                    "publish10000Median", new Measurement(Map.of(Quantity.TIME, nanos.get(nanos.size() / 2))),
                    "publish10000Worst", new Measurement(Map.of(Quantity.TIME, nanos.get(nanos.size() - 1))));
        }
    }

    private static void write(Path file, Map<String, Measurement> measurements) {
        String json = measurements.entrySet().stream()
                .map(entry -> "  {\"benchmark\": \"" + entry.getKey() + "\"" + amounts(entry.getValue()) + "}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String amounts(Measurement measurement) {
        return measurement.amounts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(amount -> String.format(
                        Locale.ROOT, ", \"%s\": %.1f", amount.getKey().unit(), amount.getValue()))
                .collect(Collectors.joining());
    }
}
