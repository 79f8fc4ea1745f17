package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares what a receiver has with what is stored, a piece of a source at a time. Not thread-safe. */
final class Verification {

    private static final int FIRST = 10;
    /** A receiver keeps 12 digits of a fraction. */
    private static final double PRECISION = 1e-11;

    private static final Duration SLICE = Duration.ofDays(7);
    private static final Duration HISTOGRAM_SLICE = Duration.ofDays(1);

    private final StoredHistory history;
    private final HistogramBounds bounds;
    private final Receiver receiver;
    private final boolean fromTheStart;
    private final List<String> first = new ArrayList<>();
    private long compared;
    private long missing;
    private long different;
    private long unexpected;

    /** @param fromTheStart whether running sums of histograms are known; else, their increase is compared */
    Verification(StoredHistory history, HistogramBounds bounds, Receiver receiver, boolean fromTheStart) {
        this.history = history;
        this.bounds = bounds;
        this.receiver = receiver;
        this.fromTheStart = fromTheStart;
    }

    ExportComparison compare(Instant from, Instant until) throws SQLException, IOException, InterruptedException {
        for (Source source : history.sources(until)) {
            compare(source, from, until);
        }
        return new ExportComparison(compared, missing, different, unexpected, first);
    }

    private void compare(Source source, Instant from, Instant until)
            throws SQLException, IOException, InterruptedException {
        RunningSums sums = new RunningSums(new HashMap<>(), bounds);
        Map<Labelled, Double> offsets = new HashMap<>();
        Duration slice = source.isHistogram() ? HISTOGRAM_SLICE : SLICE;
        for (Instant at = from; at.isBefore(until); at = at.plus(slice)) {
            long begin = at.toEpochMilli();
            long end = Times.earlier(at.plus(slice), until).toEpochMilli();
            Map<Labelled, SampleList> expected = new HashMap<>(expected(source, begin, end, sums));
            Map<Labelled, SampleList> found = receiver.read(source, begin, end);
            found.keySet().removeIf(series -> !isOf(source, series));
            found.keySet().forEach(series -> expected.putIfAbsent(series, new SampleList()));
            expected.forEach((series, samples) -> {
                SampleList there = found.getOrDefault(series, new SampleList());
                compare(series, samples, there, offset(source, series, samples, there, offsets));
            });
        }
    }

    private Map<Labelled, SampleList> expected(Source source, long from, long until, RunningSums sums)
            throws SQLException {
        ImportBatch batch = history.read((reader, connection) -> {
            ImportBatch all = new ImportBatch(Integer.MAX_VALUE);
            reader.read(connection, source, from, until, sums, all, new Tally());
            return all;
        });
        return batch.bySource().getOrDefault(source, Map.of());
    }

    /** A receiver also finds series that have more labels. */
    private static boolean isOf(Source source, Labelled found) {
        if (!source.isHistogram()) {
            return found.equals(source.series());
        }
        SortedMap<String, String> labels = new TreeMap<>(found.labels());
        labels.remove("le");
        return labels.equals(source.series().labels());
    }

    private double offset(
            Source source, Labelled series, SampleList expected, SampleList found, Map<Labelled, Double> offsets) {
        if (fromTheStart || !source.isHistogram() || expected.size() == 0 || found.size() == 0) {
            return offsets.getOrDefault(series, 0.0);
        }
        return offsets.computeIfAbsent(series, unknown -> found.value(0) - expected.value(0));
    }

    private void compare(Labelled series, SampleList expected, SampleList found, double offset) {
        int at = 0;
        for (int i = 0; i < expected.size(); i++) {
            long millis = expected.millis(i);
            while (at < found.size() && found.millis(at) < millis) {
                unexpected++;
                note(series, found.millis(at), "is not expected, but there is " + found.value(at));
                at++;
            }
            compared++;
            double value = expected.value(i) + offset;
            if (at == found.size() || found.millis(at) > millis) {
                missing++;
                note(series, millis, "is missing; it should be " + value);
            } else if (!isSame(value, found.value(at++))) {
                different++;
                note(series, millis, "is " + found.value(at - 1) + "; it should be " + value);
            }
        }
        for (; at < found.size(); at++) {
            unexpected++;
            note(series, found.millis(at), "is not expected, but there is " + found.value(at));
        }
    }

    private static boolean isSame(double expected, double found) {
        return expected == found
                || Math.abs(expected - found) <= PRECISION * Math.max(Math.abs(expected), Math.abs(found));
    }

    private void note(Labelled series, long millis, String what) {
        if (first.size() < FIRST) {
            first.add(series + " at " + Instant.ofEpochMilli(millis) + ' ' + what);
        }
    }
}
