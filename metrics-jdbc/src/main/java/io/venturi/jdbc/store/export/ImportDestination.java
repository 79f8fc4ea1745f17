package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Sends windows to a VictoriaMetrics, in batches. Before a batch is sent, the state says how far it goes; so whoever resumes knows what
 * may have arrived, and asks for that much.
 */
final class ImportDestination implements Destination {

    private final StoredHistory history;
    private final HistogramBounds bounds;
    private final VictoriaMetrics target;
    private final Delivery delivery;

    ImportDestination(StoredHistory history, HistogramBounds bounds, VictoriaMetrics target, Delivery delivery) {
        this.history = history;
        this.bounds = bounds;
        this.target = target;
        this.delivery = delivery;
    }

    /** Up to what is available, so that the newest samples do not wait for the day's end. */
    @Override
    public Instant windowUntil(Instant from, Instant available) {
        return Times.earlier(Times.nextDay(from), available);
    }

    @Override
    public void export(Window window, ExportState state, StateFile file, Tally tally)
            throws SQLException, IOException, InterruptedException {
        WindowReading reading = new WindowReading(history, history.sources(window.until()), window, state.at);
        RunningSums sums = new RunningSums(state.sums, bounds);
        while (reading.hasNext()) {
            boolean doubtful = state.pending != null;
            ImportBatch batch = new ImportBatch(target.batchSamples());
            Tally read = new Tally();
            reading.fill(batch, sums, read, state.pending);
            if (!doubtful) {
                state.pending = reading.at();
                file.write(state);
            }
            delivery.deliver(batch, doubtful);
            sums.confirm();
            state.at = reading.at();
            state.pending = null;
            state.rows += read.rows;
            read.samples = batch.size();
            read.notANumber = batch.notANumber();
            tally.add(read);
        }
    }
}
