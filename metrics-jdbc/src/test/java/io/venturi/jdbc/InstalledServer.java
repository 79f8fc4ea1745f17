package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server of the PostgreSQL that is installed on this machine, whose programs, unlike the embedded one's, can make a
 * standby. Debian's package {@code postgresql-15}; the programs refuse to run as root, so there they run as its user.
 */
public final class InstalledServer {

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");

    /** Its port on 127.0.0.1. */
    public final int port;

    private final Path data;

    private InstalledServer(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** A new server, alone, with settings of its own. */
    public static InstalledServer primary(Path folder, String... settings) throws Exception {
        Path data = folder.resolve("primary");
        run("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres", "--no-sync");
        InstalledServer server = new InstalledServer(data, freePort());
        List<String> all = new ArrayList<>(List.of("wal_level = replica", "max_standby_streaming_delay = 30s"));
        all.addAll(List.of(settings));
        server.start(all.toArray(String[]::new));
        return server;
    }

    /** A hot standby of another, with settings of its own. */
    public static InstalledServer standby(InstalledServer primary, Path folder, String... settings) throws Exception {
        Path data = folder.resolve("standby");
        run(
                "pg_basebackup",
                "-D",
                data.toString(),
                "-d",
                "host=127.0.0.1 port=" + primary.port + " user=postgres",
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync");
        InstalledServer server = new InstalledServer(data, freePort());
        server.start(settings);
        return server;
    }

    private void start(String... settings) throws Exception {
        List<String> command = new ArrayList<>(List.of("pg_ctl", "-D", data.toString(), "-w", "-t", "60"));
        StringBuilder options = new StringBuilder("-h 127.0.0.1 -k '' -F -p ").append(port);
        for (String setting : settings) {
            options.append(" -c ").append(setting.replace(" = ", "="));
        }
        command.addAll(List.of(
                "-o",
                options.toString(),
                "-l",
                data.resolveSibling(data.getFileName() + ".log").toString()));
        command.add("start");
        run(command.toArray(String[]::new));
    }

    /** A new connection at each call, as the superuser. */
    public PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("postgres");
        source.setSocketTimeout(60);
        return source;
    }

    /** Ends it, without waiting for anyone. */
    public void stop() throws Exception {
        run("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws Exception {
        List<String> line = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            line.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        line.add(PROGRAMS.resolve(command[0]).toString());
        line.addAll(List.of(command).subList(1, command.length));
        Path output = Files.createTempFile("postgresql", ".out");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(Path.of("/").toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command[0]).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            Files.delete(output);
        }
    }
}
