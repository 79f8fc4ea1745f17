package io.venturi.jdbc;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Debian's PgBouncer in transaction mode in front of a database, with a single connection to it unless told otherwise: any two
 * transactions of different clients share a session.
 */
public final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "/usr/sbin/pgbouncer";

    private final Process process;
    private final Path folder;
    private final int port;
    private final String database;

    private PgBouncer(Process process, Path folder, int port, String database) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.database = database;
    }

    /** Starts one, and waits until it answers. */
    public static PgBouncer start(TestDatabase database) throws IOException {
        return start(database, 1);
    }

    /** The same with several connections to the database, for clients that may keep one from the others. */
    public static PgBouncer start(TestDatabase database, int connections) throws IOException {
        Path folder = Files.createTempDirectory(
                "pgbouncer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        int port = freePort();
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %s = host=127.0.0.1 port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        database.name(), database.port(), TestServer.SUPERUSER, port, connections));
        Process process = new ProcessBuilder(command(settings))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("log").toFile()))
                .start();
        PgBouncer bouncer = new PgBouncer(process, folder, port, database.name());
        bouncer.awaitAnswer();
        return bouncer;
    }

    /** It does not run as root. */
    private static List<String> command(Path settings) {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Connection connection = dataSource().getConnection()) {
                connection.getMetaData().getDatabaseProductVersion();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() - end > 0 || !process.isAlive()) {
                    String log = Files.readString(folder.resolve("log"));
                    close();
                    throw new IOException("PgBouncer does not answer; it says: " + log, e);
                }
                Await.pause();
            }
        }
    }

    /** Connections by way of it, without the driver's named statements, which are a session's. */
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(TestServer.SUPERUSER);
        source.setPrepareThreshold(0);
        source.setConnectTimeout(10);
        source.setSocketTimeout(60);
        return source;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(folder.resolve("pgbouncer.ini"));
        Files.deleteIfExists(folder.resolve("log"));
        Files.delete(folder);
    }
}
