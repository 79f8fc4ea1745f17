package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A collector in a process of its own, which can be killed and stopped as those of a service can. */
final class CountingProcess implements AutoCloseable {

    /** After how long another takes over. */
    static final Duration LEASE = Duration.ofSeconds(3);

    private final Process process;

    private CountingProcess(Process process) {
        this.process = process;
    }

    /** Starts one that counts the tables of a database again and again, and keeps its runs there, in schema metrics. */
    static CountingProcess start(PGSimpleDataSource database) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CountingProcess.class.getName(),
                        database.getUrl(),
                        String.valueOf(database.getUser()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new CountingProcess(process);
    }

    /** Counts until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[0]);
        source.setUser(arguments[1]);
        PipelineMetrics metrics =
                PipelineMetrics.builder(new SimpleMeterRegistry()).build();
        TableCountCollector collector = TableCountCollector.builder(source, metrics)
                .include("public.*")
                .strategy(CountStrategy.query("SELECT n FROM slow_count"))
                .database("shop")
                .store("metrics")
                .leaseDuration(LEASE)
                .interval(Duration.ofMillis(300))
                .jitter(Duration.ZERO)
                .build();
        collector.start();
        Thread.currentThread().join();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}: it does not come to say good-bye. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As a long pause of its JVM or machine: it knows nothing of it. */
    void pause() throws Exception {
        signal("-STOP");
    }

    void resume() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        int code =
                new ProcessBuilder("kill", signal, Long.toString(pid())).start().waitFor();
        if (code != 0) {
            throw new IOException("kill " + signal + " ended with " + code);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
