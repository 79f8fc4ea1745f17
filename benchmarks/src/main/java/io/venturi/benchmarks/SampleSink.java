package io.venturi.benchmarks;

import io.venturi.jdbc.store.Sample;
import java.sql.SQLException;
import java.util.List;

/** Stores samples. */
interface SampleSink extends AutoCloseable {

    /** Stores steps, each in a transaction of its own; returns when all are committed. */
    void store(List<List<Sample>> steps) throws SQLException;

    @Override
    void close() throws SQLException;
}
