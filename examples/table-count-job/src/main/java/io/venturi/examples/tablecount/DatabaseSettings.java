package io.venturi.examples.tablecount;

import java.util.Set;
import java.util.TreeSet;
import org.postgresql.ds.PGSimpleDataSource;

/** Where the database is, by the variables that {@code psql} takes. */
final class DatabaseSettings {

    private static final int DEFAULT_PORT = 5432;
    private static final int CONNECT_TIMEOUT_SECONDS = 10;
    private static final Set<String> SSL_MODES =
            new TreeSet<>(Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));

    private DatabaseSettings() {}

    /** A source of new connections; it connects to nothing yet. */
    static PGSimpleDataSource dataSource(Environment environment) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {environment.get("PGHOST", "localhost")});
        source.setPortNumbers(new int[] {environment.port("PGPORT", DEFAULT_PORT)});
        source.setDatabaseName(name(environment));
        source.setUser(environment.required("PGUSER", "the role that counts"));
        Secret password = environment.secret("PGPASSWORD");
        if (password != null) {
            source.setPassword(password.text());
        } else {
            environment.file("PGPASSFILE"); // the driver reads it
        }
        source.setApplicationName(environment.get("PGAPPNAME", "table-count-job"));
        source.setConnectTimeout(environment.port("PGCONNECT_TIMEOUT", CONNECT_TIMEOUT_SECONDS));
        source.setLoginTimeout(environment.port("PGCONNECT_TIMEOUT", CONNECT_TIMEOUT_SECONDS));
        ssl(environment, source);
        return source;
    }

    static String name(Environment environment) {
        return environment.required("PGDATABASE", "the name of the database to count");
    }

    private static void ssl(Environment environment, PGSimpleDataSource source) {
        String mode = environment.get("PGSSLMODE");
        if (mode != null) {
            if (!SSL_MODES.contains(mode)) {
                throw new BadSettingException("PGSSLMODE is '" + mode + "': give one of " + SSL_MODES);
            }
            source.setSslMode(mode);
        }
        source.setSslRootCert(environment.file("PGSSLROOTCERT"));
        source.setSslCert(environment.file("PGSSLCERT"));
        source.setSslKey(environment.file("PGSSLKEY"));
    }
}
