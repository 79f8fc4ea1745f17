package io.venturi.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of the schema: a file called {@code V001__what.sql}. Its relations have no schema in their names.
 *
 * @param version its place in the order, from 1
 * @param name what it brings
 * @param sql its statements
 */
record Migration(int version, String name, String sql) {

    private static final String FOLDER = "/io/venturi/jdbc/sql/";

    /** All there are, in order. What was released is never changed: a change is a new file. */
    static List<Migration> all() {
        return Stream.of(
                        "V001__table_counts",
                        "V002__metric_history",
                        "V003__metric_partitions",
                        "V004__metric_rollup",
                        "V005__metric_retention",
                        "V006__metric_views",
                        "V007__metric_health",
                        "V008__metric_tiers",
                        "V009__metric_late_records")
                .map(file -> read(FOLDER + file + ".sql"))
                .toList();
    }

    /** The file of this path on the class path. */
    static Migration read(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int end = file.indexOf("__");
        return new Migration(
                Integer.parseInt(file.substring(1, end)),
                file.substring(end + 2, file.length() - ".sql".length()),
                text(path));
    }

    /** What it says, line ends aside, as a hash. */
    String checksum() {
        try {
            byte[] content = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(String path) {
        try (InputStream stream = Migration.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException(path + " is not on the class path: the jar is not complete");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "version " + version + " (" + name + ")";
    }
}
