package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Samples that are sent at once. Not thread-safe. */
final class ImportBatch implements Sink {

    private final int most;
    private final Map<Source, Map<Labelled, SampleList>> bySource;
    private final Map<String, Labelled[]> parts = new LinkedHashMap<>();
    private int size;
    private long notANumber;

    /** One that is full with this many samples. */
    ImportBatch(int most) {
        this(most, new LinkedHashMap<>());
    }

    private ImportBatch(int most, Map<Source, Map<Labelled, SampleList>> bySource) {
        this.most = most;
        this.bySource = bySource;
    }

    @Override
    public void sample(Source source, long millis, double value) {
        add(source, source.series(), millis, value);
    }

    @Override
    public void histogram(Source source, long millis, RunningHistogram histogram) {
        Labelled[] series = parts.computeIfAbsent(source.key(), key -> HistogramParts.of(source.series(), histogram));
        int buckets = histogram.buckets();
        for (int i = 0; i < buckets; i++) {
            add(source, series[i], millis, (double) histogram.cumulative(i));
        }
        add(source, series[buckets], millis, (double) histogram.count());
        add(source, series[buckets + 1], millis, (double) histogram.count());
        add(source, series[buckets + 2], millis, histogram.sum());
    }

    /** VictoriaMetrics keeps no NaN; versions differ in whether one costs the whole line. */
    private void add(Source source, Labelled series, long millis, double value) {
        if (Double.isNaN(value)) {
            notANumber++;
            return;
        }
        bySource.computeIfAbsent(source, unknown -> new LinkedHashMap<>())
                .computeIfAbsent(series, unknown -> new SampleList())
                .add(millis, value);
        size++;
    }

    @Override
    public boolean isFull() {
        return size >= most;
    }

    int size() {
        return size;
    }

    long notANumber() {
        return notANumber;
    }

    Map<Source, Map<Labelled, SampleList>> bySource() {
        return bySource;
    }

    /** The same without samples that are gone elsewhere. */
    interface Rest {
        /** What is left of a source's. */
        Map<Labelled, SampleList> of(Source source, Map<Labelled, SampleList> samples)
                throws IOException, InterruptedException;
    }

    ImportBatch rest(Rest rest) throws IOException, InterruptedException {
        ImportBatch left = new ImportBatch(most);
        for (Map.Entry<Source, Map<Labelled, SampleList>> one : bySource.entrySet()) {
            Map<Labelled, SampleList> samples = rest.of(one.getKey(), one.getValue());
            samples.values().removeIf(list -> list.size() == 0);
            if (!samples.isEmpty()) {
                left.bySource.put(one.getKey(), samples);
                left.size +=
                        samples.values().stream().mapToInt(SampleList::size).sum();
            }
        }
        return left;
    }
}
