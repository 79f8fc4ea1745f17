package io.venturi.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs suites and says which targets they meet: {@code Suites SUITE|all [--quick]}. */
public final class Suites {

    private static final Path OUTPUT = Path.of("target");

    private int passed;
    private int missed;

    private Suites() {}

    /** Exits 0 whether targets are met or missed, 1 when a benchmark could not run, 2 for wrong arguments. */
    public static void main(String[] args) throws IOException {
        List<String> arguments = Arrays.asList(args);
        boolean quick = arguments.contains("--quick");
        List<Suite> suites = arguments.stream()
                .filter(argument -> !argument.equals("--quick"))
                .flatMap(argument -> named(argument).stream())
                .toList();
        if (suites.isEmpty()) {
            throw usage("no suite is named");
        }
        Suites run = new Suites();
        Files.createDirectories(OUTPUT);
        try {
            for (Suite suite : suites) {
                run.run(suite, quick);
            }
        } catch (RunnerException e) {
            System.err.println("A benchmark could not run: " + e.getMessage());
            System.exit(1);
        }
        System.out.printf("%d passed, %d missed%n", run.passed, run.missed);
    }

    private static List<Suite> named(String argument) {
        if (argument.equals("all")) {
            return Suite.all();
        }
        return Suite.all().stream()
                .filter(suite -> suite.name().equals(argument))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> usage("'" + argument + "' is no suite"));
    }

    private static IllegalArgumentException usage(String problem) {
        String names = Suite.all().stream().map(Suite::name).collect(Collectors.joining("|"));
        System.err.println(problem + "; usage: run.sh " + names + "|all [--quick]");
        System.exit(2);
        return new IllegalArgumentException(problem);
    }

    private void run(Suite suite, boolean quick) throws RunnerException {
        for (int threads = 1; threads <= suite.threads(quick); threads++) {
            Collection<RunResult> results =
                    new Runner(options(suite, threads, quick).build()).run();
            Map<String, Measurement> run = new HashMap<>();
            for (RunResult result : results) {
                Measurement measurement = measurement(result);
                run.put(result.getPrimaryResult().getLabel(), measurement);
                describe(result.getPrimaryResult().getLabel(), measurement, threads);
            }
            for (Target target : suite.targets()) {
                judge(suite, target, threads, run);
            }
        }
    }

    private static ChainedOptionsBuilder options(Suite suite, int threads, boolean quick) {
        ChainedOptionsBuilder options = new OptionsBuilder();
        for (String include : suite.includes()) {
            options = options.include(include);
        }
        return options.threads(threads)
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .shouldFailOnError(true)
                .result(OUTPUT.resolve(suite.name() + "-" + threads + "t.json").toString());
    }

    private static Measurement measurement(RunResult result) {
        Result<?> bytes = Objects.requireNonNull(
                result.getSecondaryResults().get("gc.alloc.rate.norm"), "JMH gave no allocation rate");
        return new Measurement(result.getPrimaryResult().getScore(), bytes.getScore());
    }

    private static void describe(String benchmark, Measurement measurement, int threads) {
        System.out.printf(
                Locale.ROOT,
                "%-32s %d thread(s) %8.1f ns/op %8.1f B/op%n",
                benchmark,
                threads,
                measurement.nanos(),
                measurement.bytes());
    }

    private void judge(Suite suite, Target target, int threads, Map<String, Measurement> run) {
        Verdict verdict = target.judge(run);
        System.out.println(verdict.line(suite.name(), target.name()) + " threads=" + threads);
        if (verdict.met()) {
            passed++;
        } else {
            missed++;
        }
    }
}
