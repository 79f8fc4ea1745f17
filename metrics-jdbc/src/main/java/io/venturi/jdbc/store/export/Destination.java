package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/** Where windows go. */
interface Destination {

    /** The end of the window that begins at a time, whose samples may be had up to another; not after its beginning if there is none yet. */
    Instant windowUntil(Instant from, Instant available);

    /** Exports a window, or what is left of it; the state says how far it is, and is kept. */
    void export(Window window, ExportState state, StateFile file, Tally tally)
            throws SQLException, IOException, InterruptedException;
}
