package io.venturi.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What is weighed: all that one meter more keeps reachable from its registry. No sampling, so there is nothing to warm up or repeat,
 * and a quick run is no other.
 *
 * @param name what {@code run.sh} calls it
 * @param targets what they must show
 */
record HeapSuite(String name, List<Target> targets) implements Suite {

    @Override
    public void run(boolean quick, Path output, Consumer<Run> shown) {
        Map<String, Measurement> measurements = new TreeMap<>();
        for (HeapSubject subject : HeapSubject.all()) {
            measurements.put(subject.name(), Measurement.heap(subject.bytesPerMeter()));
        }
        write(output.resolve(name + ".json"), measurements);
        shown.accept(new Run(1, measurements));
    }

    private static void write(Path file, Map<String, Measurement> measurements) {
        String json = measurements.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "  {\"benchmark\": \"%s\", \"bytesPerMeter\": %.1f}",
                        entry.getKey(),
                        entry.getValue().get(Quantity.HEAP)))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
