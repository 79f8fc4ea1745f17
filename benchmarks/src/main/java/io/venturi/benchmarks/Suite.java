package io.venturi.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** Measurements that belong together, and their targets. */
sealed interface Suite permits HeapSuite, StoreSuite, TablesSuite, TimedSuite {

    /** What {@code run.sh} calls it. */
    String name();

    /** What its runs must show. */
    List<Target> targets();

    /**
     * Measures.
     *
     * @param quick whether in minutes, rather than well
     * @param output where figures go
     * @param shown takes each run as soon as it is done
     */
    void run(boolean quick, Path output, Consumer<Run> shown) throws RunnerException;
}
