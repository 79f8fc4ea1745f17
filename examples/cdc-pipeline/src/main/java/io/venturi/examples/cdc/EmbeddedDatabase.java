package io.venturi.examples.cdc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop's PostgreSQL: a real server, in a folder of its own, gone when closed. */
final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
    static final String NAME = "postgres";
    static final String USER = "postgres";
    private static final String DATA = "data";
    private static final int CONNECT_TIMEOUT_SECONDS = 2;
    private static final int SOCKET_TIMEOUT_SECONDS = 20;
    private static final long END_MILLIS = 2_000;

    private static final int ANY_PORT = 0;

    private final Path home;
    private final int port;
    private volatile EmbeddedPostgres postgres;
    private volatile long postmasterPid;

    private EmbeddedDatabase(Path home, EmbeddedPostgres postgres) throws IOException {
        this.home = home;
        this.port = postgres.getPort();
        this.postgres = postgres;
        this.postmasterPid = readPid(home);
    }

    static EmbeddedDatabase start(Path home) throws IOException {
        try {
            return new EmbeddedDatabase(home, launch(home, ANY_PORT));
        } catch (IOException | RuntimeException e) {
            endProcesses(home); // Ctrl-C may have hit the tool that launches the server, not the server
            throw e;
        }
    }

    /** Ends every process that runs in this folder, and waits for it. */
    static void endProcesses(Path home) {
        end(ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home + File.separator))
                .toList());
    }

    private static void end(List<ProcessHandle> processes) {
        processes.stream().filter(ProcessHandle::destroyForcibly).forEach(process -> process.onExit()
                .completeOnTimeout(process, END_MILLIS, TimeUnit.MILLISECONDS)
                .join());
    }

    /** Kills the server and all its processes, as a machine that fails would. */
    void kill() {
        end(ProcessHandle.of(postmasterPid).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList());
    }

    /** Starts the server again after {@link #kill}, with its data, on its port; returns when it has recovered. */
    void restart() throws IOException {
        postgres.close(); // lets go of the folder
        postgres = launch(home, port);
        postmasterPid = readPid(home);
    }

    private static EmbeddedPostgres launch(Path home, int port) throws IOException {
        // Otherwise an empty folder stays behind in the system's temporary one.
        System.setProperty("ot.epg.working-dir", home.toString());
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
                .setDataDirectory(home.resolve(DATA))
                .setCleanDataDirectory(false) // the whole home is removed, by its owner
                .setRegisterShutdownHook(false) // the owner closes, in its order
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(Redirect.DISCARD)
                .setErrorRedirector(Redirect.DISCARD)
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_wal_senders", "4")
                .setServerConfig("max_replication_slots", "4")
                .setServerConfig("max_connections", "50")
                .setServerConfig("fsync", "off") // the data lives as long as the machine is up
                .setServerConfig("synchronous_commit", "on") // but a server that is killed forgets nothing
                .start();
    }

    private static long readPid(Path home) throws IOException {
        Path file = home.resolve(DATA).resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).get(0).trim());
    }

    int port() {
        return port;
    }

    long postmasterPid() {
        return postmasterPid;
    }

    /** A connection that does not wait for ever for a server that is gone. */
    Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    /** Gives such connections. */
    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl());
        dataSource.setUser(USER);
        return dataSource;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + NAME + "?connectTimeout=" + CONNECT_TIMEOUT_SECONDS
                + "&socketTimeout=" + SOCKET_TIMEOUT_SECONDS;
    }

    void createSchema() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(resource("schema.sql"));
        }
    }

    /** Vacuums everything once: tables this young autovacuum would not come to while the demo runs. */
    void vacuum() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
        }
    }

    private static String resource(String name) {
        try (InputStream stream = EmbeddedDatabase.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's stop waits for a replication client that no longer listens: it is sent away first. */
    private void endConnections() {
        if (!isAlive()) {
            return;
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND backend_type IN ('client backend', 'walsender')");
        } catch (SQLException e) {
            log.debug("the server does not answer; its processes are ended all the same", e);
        }
    }

    boolean isAlive() {
        return ProcessHandle.of(postmasterPid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void close() throws IOException {
        endConnections();
        postgres.close();
        endProcesses(home); // none, where all went well
    }
}
