package io.venturi.jdbc.store.export;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far an export is: what its file keeps. Not thread-safe. */
final class ExportState {

    /** What must not change from one export to the next. */
    final String form;

    /** The first moment that was asked for. */
    final Instant started;

    /** Up to here, all is exported. */
    Instant done;

    /** The window that is being exported, from {@link #done} on. */
    @Nullable
    Instant windowUntil;

    /** How far the window is exported for sure. */
    Position at = Position.START;

    /** How far it may be: this was on its way when the state was kept. */
    @Nullable
    Position pending;

    /** Rows of the window that are exported for sure. */
    long rows;

    /** How many rows the finished windows of a day had, by their first moment. */
    final NavigableMap<Instant, Finished> finished = new TreeMap<>();

    /** Of histograms, by the keys of their sources. */
    final Map<String, RunningHistogram> sums = new HashMap<>();

    /**
     * A window that is exported.
     *
     * @param until the moment after its last
     * @param rows how many it had
     */
    record Finished(Instant until, long rows) {}

    ExportState(String form, Instant started) {
        this.form = form;
        this.started = started;
        this.done = started;
    }

    /** The window that was begun, or else the next. */
    Window open(Instant until) {
        if (windowUntil == null) {
            windowUntil = until;
        }
        return new Window(done, windowUntil);
    }

    /** Ends the window. Those of a day become one, so that they can be counted again at once. */
    void close(Window window) {
        Map.Entry<Instant, Finished> last = finished.lastEntry();
        if (last != null && Times.day(last.getKey()).equals(Times.day(window.from()))) {
            finished.put(
                    last.getKey(), new Finished(window.until(), last.getValue().rows() + rows));
        } else {
            finished.put(window.from(), new Finished(window.until(), rows));
        }
        done = window.until();
        windowUntil = null;
        at = Position.START;
        pending = null;
        rows = 0;
    }

    /** Forgets finished windows that ended before this. */
    void forget(Instant before) {
        finished.values().removeIf(window -> !window.until().isAfter(before));
    }
}
