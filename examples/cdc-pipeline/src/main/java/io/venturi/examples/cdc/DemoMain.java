package io.venturi.examples.cdc;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The command: runs the pipeline for a while, shows what its metrics say, and checks them at the end. */
public final class DemoMain {
    private static final int AGREED = 0;
    private static final int DISAGREED = 1;
    private static final int REFUSED = 2;
    private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(60);
    private static final Duration DRAIN_IN_A_HURRY = Duration.ofSeconds(3);

    private static final Duration FAULTS_AFTER = Duration.ofSeconds(4);

    private final DemoOptions options;
    private final PrintStream out;
    private final DemoScreen screen;
    private final List<String> booksThatDidNotHold = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);

    private DemoMain(DemoOptions options, PrintStream out, DemoScreen screen) {
        this.options = options;
        this.out = out;
        this.screen = screen;
    }

    /** See {@code examples/demo.sh}, which starts this with the JVM options that the libraries need. */
    public static void main(String[] args) {
        DemoOptions options;
        try {
            options = DemoOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(REFUSED);
            return;
        }
        DemoScreen screen = new DemoScreen(System.out, Boolean.getBoolean("demo.terminal"));
        DemoMain demo = new DemoMain(options, System.out, screen);
        TemporaryFolder home = createHome();
        DemoEnd end = DemoEnd.install(demo.stop::countDown, () -> {
            EmbeddedDatabase.endProcesses(home.path());
            home.close();
        });
        end.finish(demo.run(home, end));
    }

    private static TemporaryFolder createHome() {
        try {
            return TemporaryFolder.create("venturi-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(TemporaryFolder home, DemoEnd end) {
        out.println("starting PostgreSQL, Debezium and the lake ...");
        PipelineSettings settings = new PipelineSettings(
                options.namespace(),
                options.port(),
                options.rate(),
                options.history(),
                options.faults() ? Optional.of(FAULTS_AFTER) : Optional.empty(),
                options.control());
        try (CdcPipeline pipeline = CdcPipeline.start(settings, home)) {
            end.started();
            out.println("postgres: process " + pipeline.database().postmasterPid() + ", port "
                    + pipeline.database().port());
            out.println("metrics: " + pipeline.metricsUri());
            pipeline.control().ifPresent(control -> out.println("faults and books: " + control.uri()));
            watch(pipeline);
            return conclude(pipeline);
        } catch (IOException | SQLException | RuntimeException e) {
            return explain(e);
        } catch (InterruptedException e) {
            return DISAGREED;
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private int explain(Exception failure) {
        if (failure.getCause() instanceof BindException) {
            System.err.println("demo: --port " + options.port()
                    + options.control()
                            .map(control -> " or --control " + control)
                            .orElse("")
                    + " is in use on 127.0.0.1: choose another port, or stop what listens there");
            return REFUSED;
        }
        System.err.println("demo: could not start: " + failure);
        return DISAGREED;
    }

    private void watch(CdcPipeline pipeline) throws InterruptedException {
        long start = System.nanoTime();
        long end =
                options.duration().map(duration -> start + duration.toNanos()).orElse(Long.MAX_VALUE);
        while (!stop.await(Math.min(screen.intervalMillis(), millisUntil(end)), TimeUnit.MILLISECONDS)
                && System.nanoTime() < end
                && !pipeline.control().map(FaultControl::isEndAsked).orElse(false)) {
            try {
                Scrape scrape = Scrape.of(pipeline.metricsUri(), pipeline.namespace());
                booksThatDidNotHold.addAll(Books.violations(scrape));
                Duration running = Duration.ofNanos(System.nanoTime() - start);
                screen.show(pipeline.metricsUri(), LiveSummary.of(scrape, running));
            } catch (IOException e) {
                out.println("the metrics do not answer: " + e);
            }
        }
    }

    private static long millisUntil(long end) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }

    private int conclude(CdcPipeline pipeline) throws InterruptedException {
        boolean hurry = isStopped();
        out.println("stopping the workload, draining the pipeline ...");
        pipeline.stopWorkload();
        long start = System.nanoTime();
        boolean drained = pipeline.drain(hurry ? DRAIN_IN_A_HURRY : DRAIN_AT_MOST, () -> !hurry && isStopped());
        out.printf("%s after %d ms%n", drained ? "drained" : "not drained", (System.nanoTime() - start) / 1_000_000);
        Reconciliation reconciliation = Reconciliation.of(pipeline, hurry ? LakeCensus.quick() : LakeCensus.thorough());
        out.println();
        out.print(ReconciliationTable.of(reconciliation));
        booksThatDidNotHold.forEach(violation -> out.println("- " + violation));
        return reconciliation.agrees() && booksThatDidNotHold.isEmpty() ? AGREED : DISAGREED;
    }
}
