package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** An export in a process of its own, which can be killed. */
final class ExportingProcess implements AutoCloseable {

    private final Process process;

    private ExportingProcess(Process process) {
        this.process = process;
    }

    static ExportingProcess start(PGSimpleDataSource database, URI receiver, Path state, Path finished)
            throws IOException {
        return new ExportingProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ExportingProcess.class.getName(),
                        database.getUrl(),
                        String.valueOf(database.getUser()),
                        receiver.toString(),
                        state.toString(),
                        finished.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(
                        Redirect.appendTo(state.resolveSibling("process.log").toFile()))
                .start());
    }

    /** Exports what there is, and then says so. */
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[0]);
        source.setUser(arguments[1]);
        ExportReport report = MetricExporter.builder(source, "metrics", Path.of(arguments[3]))
                .label("cluster", StoredWeek.ODD)
                .clock(Clock.fixed(StoredWeek.END.plus(Duration.ofMinutes(10)), ZoneOffset.UTC))
                .toVictoriaMetrics(VictoriaMetrics.builder(URI.create(arguments[2]))
                        .batchSamples(5_000)
                        .settle(Duration.ofSeconds(3))
                        .build())
                .export();
        Files.writeString(Path.of(arguments[4]), report.toString());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
