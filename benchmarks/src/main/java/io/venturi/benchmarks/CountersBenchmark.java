package io.venturi.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.CdcMeters;
import io.venturi.CdcTableMeters;
import io.venturi.Operation;
import io.venturi.PipelineMetrics;
import io.venturi.SkipReason;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting one thing: through a handle, and by the strings of its labels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountersBenchmark {

    private static final int TABLES = 64;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final Counter micrometerBound = registry.counter("peer.bound", "source", "db");
    private final CdcMeters cdc = metrics.cdc("db");
    private final String[] tables =
            IntStream.range(0, TABLES).mapToObj(i -> "public.table_" + i).toArray(String[]::new);

    /** Which table an operation is about: each thread goes round on its own. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;

        String table(String[] tables) {
            return tables[next++ & (TABLES - 1)];
        }
    }

    /** A Micrometer counter that the host keeps. */
    @Benchmark
    public void micrometerBound() {
        micrometerBound.increment();
    }

    /** A handle of ours. */
    @Benchmark
    public void venturiBound() {
        cdc.retry();
    }

    /** Micrometer's look-up by name and tags. */
    @Benchmark
    public void micrometerByTags(Cursor cursor) {
        registry.counter("peer.events.received", "source", "db", "table", cursor.table(tables), "operation", "INSERT")
                .increment();
    }

    /** Our look-up by source, table and operation; the event also enters and leaves the table's books. */
    @Benchmark
    public void venturiByNames(Cursor cursor) {
        CdcTableMeters table = metrics.cdc("db").table(cursor.table(tables));
        table.skipped(SkipReason.FILTERED, Operation.INSERT, 0);
    }
}
