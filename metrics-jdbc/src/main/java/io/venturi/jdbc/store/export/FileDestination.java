package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Writes each day into a file of its own. One that is interrupted is written again from the beginning, under the same name. */
final class FileDestination implements Destination {

    private final StoredHistory history;
    private final HistogramBounds bounds;
    private final Path folder;

    FileDestination(StoredHistory history, HistogramBounds bounds, Path folder) {
        this.history = history;
        this.bounds = bounds;
        this.folder = folder;
    }

    /** Whole days only. */
    @Override
    public Instant windowUntil(Instant from, Instant available) {
        Instant end = Times.nextDay(from);
        return end.isAfter(available) ? from : end;
    }

    @Override
    public void export(Window window, ExportState state, StateFile file, Tally tally) throws SQLException, IOException {
        Files.createDirectories(folder);
        List<Source> sources = history.sources(window.until()).stream()
                .sorted(Source.BY_FAMILY)
                .toList();
        RunningSums sums = new RunningSums(state.sums, bounds);
        LocalDate day = LocalDate.ofInstant(window.from(), ZoneOffset.UTC);
        Tally read = new Tally();
        try (OpenMetricsFile text = new OpenMetricsFile(folder.resolve("metrics-" + day + ".om"))) {
            new WindowReading(history, sources, window, Position.START).fill(text, sums, read, null);
            text.finish();
            read.samples = text.samples();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        sums.confirm();
        state.rows = read.rows;
        tally.add(read);
    }
}
