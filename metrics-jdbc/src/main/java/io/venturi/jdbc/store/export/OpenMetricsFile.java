package io.venturi.jdbc.store.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes OpenMetrics text: families one after the other, in each its series, in each their values by time. It has another name until it
 * is complete. Not thread-safe.
 */
final class OpenMetricsFile implements Sink, AutoCloseable {

    private static final int MILLIS = 1_000;

    private final Path path;
    private final Path unfinished;
    private final BufferedWriter out;
    private final Set<String> families = new HashSet<>();
    private String family = "";
    private String partsOf = "";
    private String[] parts = {};
    private long samples;

    OpenMetricsFile(Path path) throws IOException {
        this.path = path;
        this.unfinished = path.resolveSibling(path.getFileName() + ".tmp");
        this.out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8);
    }

    @Override
    public void sample(Source source, long millis, double value) {
        begin(source);
        write(source.key(), PrometheusText.number(value), millis);
    }

    @Override
    public void histogram(Source source, long millis, RunningHistogram histogram) {
        begin(source);
        if (!partsOf.equals(source.key())) {
            Labelled[] series = HistogramParts.of(source.series(), histogram);
            parts = new String[series.length];
            Arrays.setAll(parts, i -> series[i].toString());
            partsOf = source.key();
        }
        int buckets = histogram.buckets();
        for (int i = 0; i < buckets; i++) {
            write(parts[i], Long.toString(histogram.cumulative(i)), millis);
        }
        write(parts[buckets], Long.toString(histogram.count()), millis);
        write(parts[buckets + 1], Long.toString(histogram.count()), millis);
        write(parts[buckets + 2], PrometheusText.number(histogram.sum()), millis);
    }

    private void begin(Source source) {
        if (family.equals(source.family())) {
            return;
        }
        family = source.family();
        if (!families.add(family)) {
            throw new IllegalStateException("family " + family + " comes a second time");
        }
        write("# TYPE " + family + ' ' + source.type().text() + '\n');
        String unit = source.unit();
        if (unit != null && !unit.isEmpty() && family.endsWith('_' + unit)) {
            write("# UNIT " + family + ' ' + unit + '\n'); // allowed of such names only
        }
        String help = source.help();
        if (help != null) {
            write("# HELP " + family + ' ' + PrometheusText.escaped(help) + '\n');
        }
    }

    private void write(String series, String value, long millis) {
        long fraction = Math.floorMod(millis, (long) MILLIS);
        String zeros = fraction < 10 ? "00" : fraction < 100 ? "0" : "";
        write(series + ' ' + value + ' ' + Math.floorDiv(millis, (long) MILLIS) + '.' + zeros + fraction + '\n');
        samples++;
    }

    private void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + unfinished + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isFull() {
        return false;
    }

    long samples() {
        return samples;
    }

    /** Ends the text, and gives the file its name; one without samples is no file. */
    void finish() throws IOException {
        if (samples == 0) {
            Files.deleteIfExists(path); // of an earlier try, which found some
            return;
        }
        out.write("# EOF\n");
        out.close();
        try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing of a file that was not finished. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
