package io.venturi.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;

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
                suite.run(quick, OUTPUT, done -> run.judge(suite, done));
            }
        } catch (RunnerException e) {
            System.err.println("A benchmark could not run: " + e.getMessage());
            System.exit(1);
        }
        System.out.printf("%d passed, %d missed%n", run.passed, run.missed);
    }

    private static List<Suite> named(String argument) {
        if (argument.equals("all")) {
            return SuiteCatalog.all();
        }
        return SuiteCatalog.all().stream()
                .filter(suite -> suite.name().equals(argument))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> usage("'" + argument + "' is no suite"));
    }

    private static IllegalArgumentException usage(String problem) {
        String names = SuiteCatalog.all().stream().map(Suite::name).collect(Collectors.joining("|"));
        System.err.println(problem + "; usage: run.sh " + names + "|all [--quick]");
        System.exit(2);
        return new IllegalArgumentException(problem);
    }

    private void judge(Suite suite, Run run) {
        new TreeMap<>(run.measurements())
                .forEach((benchmark, measurement) ->
                        System.out.printf("%-36s %d thread(s) %s%n", benchmark, run.threads(), measurement));
        if (!run.isFair()) {
            System.out.printf(
                    "%s: %d threads are more than there are processors, so not judged%n", suite.name(), run.threads());
            return;
        }
        for (Target target : suite.targets()) {
            if (target.isFor(run.threads())) {
                judge(suite, target, run);
            }
        }
    }

    private void judge(Suite suite, Target target, Run run) {
        Verdict verdict = target.judge(run);
        System.out.println(verdict.line(suite.name(), target.name()) + " threads=" + run.threads());
        if (verdict.met()) {
            passed++;
        } else {
            missed++;
        }
    }
}
