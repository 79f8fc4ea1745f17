package io.venturi.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;

/** The PostgreSQL of this JVM's tests: started when first asked for, ended with the JVM, its data with it. */
final class TestServer {
    static final String SUPERUSER = "postgres";

    private TestServer() {}

    static int port() {
        return Running.SERVER.getPort();
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
}
