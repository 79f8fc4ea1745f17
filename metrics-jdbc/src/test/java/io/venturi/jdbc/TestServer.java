package io.venturi.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The PostgreSQL servers of this JVM's tests: started when first asked for, ended with the JVM, their data with them. */
final class TestServer {
    static final String SUPERUSER = "postgres";

    private TestServer() {}

    static int port() {
        return Running.SERVER.getPort();
    }

    /** The port of the one that is installed, see {@link InstalledServer}. */
    static int installedPort() {
        return Installed.SERVER.port;
    }

    private static InstalledServer startInstalled() {
        try {
            Path folder = Files.createTempDirectory("postgresql");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            InstalledServer server = InstalledServer.primary(folder, "wal_level = logical", "max_connections = 200");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder)));
            return server;
        } catch (Exception e) {
            throw new IllegalStateException("the installed PostgreSQL did not start", e);
        }
    }

    private static void end(InstalledServer server, Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            server.stop();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the installed PostgreSQL did not end", e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_wal_senders", "10")
                    .setServerConfig("max_replication_slots", "10")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off") // the data lives as long as the process
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
        }
    }

    /** Holds the server, so that it starts on first use. */
    private static final class Running {
        static final EmbeddedPostgres SERVER = start();
    }

    /** The same for the one that is installed. */
    private static final class Installed {
        static final InstalledServer SERVER = startInstalled();
    }
}
