package io.venturi.jdbc.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A store in a process of its own, which can be killed, and have limits of its own. Tells what was accepted. */
final class AppendingProcess implements AutoCloseable {

    /** How many figures are appended at once. */
    static final int BATCH = 200;

    private final Process process;
    private final BufferedReader said;
    private final List<String> others = new ArrayList<>();

    private AppendingProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts one.
     *
     * @param first the value of its first figure; the others ascend
     * @param batches how many batches it appends before it closes the store; if 0, none, and it stays until it is killed
     * @param fileBlocks how many blocks of 1024 bytes a file of its may have
     */
    static AppendingProcess start(
            PGSimpleDataSource database, Path directory, long first, int batches, @Nullable Integer fileBlocks)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (fileBlocks != null) {
            command.addAll(List.of("bash", "-c", "ulimit -f " + fileBlocks + "; exec \"$@\"", "bash"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AppendingProcess.class.getName(),
                database.getUrl(),
                String.valueOf(database.getUser()),
                directory.toString(),
                Long.toString(first),
                Integer.toString(batches)));
        return new AppendingProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Appends, and says after each batch how many figures were accepted so far; at the end, what became of them. */
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[0]);
        source.setUser(arguments[1]);
        long first = Long.parseLong(arguments[3]);
        int batches = Integer.parseInt(arguments[4]);
        MetricStore store = MetricStore.builder(source, "metrics")
                .runtime("worker_pool", "orders-1")
                .spoolDirectory(Path.of(arguments[2]))
                .closeTimeout(Duration.ofSeconds(30))
                .build();
        say("started " + store.books.accepted.sum());
        for (int i = 1; i <= batches; i++) {
            // Every tenth is larger than the others.
            int count = i % 10 == 0 ? 10 * BATCH : BATCH;
            store.append(Figures.samples(Instant.now(), first, count));
            first += count;
            say("accepted " + first);
        }
        if (batches == 0) {
            new CountDownLatch(1).await();
        }
        store.close();
        say(Books.of(store).balanced().toString());
    }

    private static void say(String what) {
        System.out.println(what); // flushed at each line's end
        System.out.flush();
    }

    /** The next line that begins so, without that beginning; null if it ended before. */
    @Nullable
    String next(String beginning) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            others.add(line);
        }
        return null;
    }

    /** What it said besides. */
    List<String> others() {
        return others;
    }

    /** As {@code kill -9}; returns the end of the values that it told to be accepted before. */
    long kill(long accepted) throws IOException {
        process.toHandle().destroyForcibly(); // the process's own method would close its output
        process.onExit().join();
        long last = accepted;
        for (String line = next("accepted "); line != null; line = next("accepted ")) {
            last = Long.parseLong(line);
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
