package io.venturi.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of one test's own, which it stops and starts again; its port and its data outlive the stop. */
public final class StoppableServer implements AutoCloseable {

    private final Path data;
    private final int port = freePort();
    private final Map<String, String> settings;
    private @Nullable EmbeddedPostgres running;

    public StoppableServer(Path data, Map<String, String> settings) throws IOException {
        this.data = data;
        this.settings = new HashMap<>(settings);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public void start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(Redirect.DISCARD)
                .setErrorRedirector(Redirect.DISCARD)
                .setServerConfig("fsync", "off");
        settings.forEach(builder::setServerConfig);
        running = builder.start();
    }

    public void stop() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /** Ends all of its processes as {@code kill -9} does; nothing is flushed, nobody says good-bye. Start it again, or close it. */
    public void kill() throws IOException {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(
                process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        stop(); // its lock on the data is ours
    }

    /** Its processes neither answer nor end: to clients, as a machine that hangs. */
    public void freeze() throws Exception {
        signal("-STOP");
    }

    public void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        for (ProcessHandle process : processes()) {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0 && process.isAlive()) { // the server ends some of its own
                throw new IOException("kill " + signal + " ended with " + code);
            }
        }
    }

    /** The postmaster first, so that it starts no other. */
    private List<ProcessHandle> processes() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        ProcessHandle postmaster =
                ProcessHandle.of(pid).orElseThrow(() -> new IOException("process " + pid + " is not there"));
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    /** A standby that streams from this server, which must be stopped and is started with it. */
    StoppableServer startWithStandby(Path standbyData) throws IOException {
        copy(data, standbyData);
        Files.writeString(standbyData.resolve("standby.signal"), "");
        Files.writeString(
                standbyData.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n");
        StoppableServer standby = new StoppableServer(standbyData, settings);
        start();
        standby.start();
        return standby;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    public CountingDataSource dataSource() {
        return new CountingDataSource(port, "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
