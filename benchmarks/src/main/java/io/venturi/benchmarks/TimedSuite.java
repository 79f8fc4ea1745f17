package io.venturi.benchmarks;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What JMH measures: time and allocation.
 *
 * @param name what {@code run.sh} calls it
 * @param benchmarks the classes that hold them
 * @param threads how many record at once, run by run
 * @param quickThreads the same for a quick run
 * @param targets what they must show
 */
record TimedSuite(
        String name, List<Class<?>> benchmarks, List<Integer> threads, List<Integer> quickThreads, List<Target> targets)
        implements Suite {

    @Override
    public void run(boolean quick, Path output, Consumer<Run> shown) throws RunnerException {
        for (int count : quick ? quickThreads : threads) {
            Map<String, Measurement> measurements = new HashMap<>();
            for (RunResult result : new Runner(options(count, quick, output)).run()) {
                measurements.put(result.getPrimaryResult().getLabel(), measurement(result));
            }
            shown.accept(new Run(count, measurements));
        }
    }

    private Options options(int count, boolean quick, Path output) {
        ChainedOptionsBuilder options = new OptionsBuilder();
        for (Class<?> type : benchmarks) {
            options = options.include(type.getName() + "\\..*");
        }
        return options.threads(count)
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 2 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 600 : 1000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 400 : 1000))
                // Instead of those of this JVM, some of which the heap suite needs.
                .jvmArgs("-Xms1g", "-Xmx1g")
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .shouldFailOnError(true)
                .result(output.resolve(name + "-" + count + "t.json").toString())
                .build();
    }

    private static Measurement measurement(RunResult result) {
        Result<?> bytes = Objects.requireNonNull(
                result.getSecondaryResults().get("gc.alloc.rate.norm"), "JMH gave no allocation rate");
        return Measurement.time(result.getPrimaryResult().getScore(), bytes.getScore());
    }
}
