package io.venturi.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Debian's prometheus-postgres-exporter on a database, asked for the rows that the server's statistics know; where it is installed. */
final class PostgresExporter implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus-postgres-exporter");
    private static final Duration START_AT_MOST = Duration.ofSeconds(20);
    private static final String QUERIES = """
            bench_table:
              query: "SELECT schemaname, relname, n_live_tup FROM pg_stat_user_tables"
              metrics:
                - schemaname: {usage: "LABEL", description: "schema"}
                - relname: {usage: "LABEL", description: "table"}
                - n_live_tup: {usage: "GAUGE", description: "rows"}
            """;

    private final @Nullable Process process;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private PostgresExporter(@Nullable Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    static PostgresExporter start(CountedServer server, String database) throws IOException {
        int port = freePort();
        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
        if (!Files.isExecutable(PROGRAM)) {
            System.out.println("prometheus-postgres-exporter is not installed, and left out");
            return new PostgresExporter(null, uri);
        }
        Path queries = Files.createTempFile("exporter-queries", ".yaml");
        Files.writeString(queries, QUERIES);
        ProcessBuilder builder = new ProcessBuilder(
                PROGRAM.toString(),
                "--web.listen-address=127.0.0.1:" + port,
                "--extend.query-path=" + queries,
                "--disable-default-metrics",
                "--disable-settings-metrics");
        builder.environment()
                .put(
                        "DATA_SOURCE_NAME",
                        "postgresql://postgres@127.0.0.1:" + server.port() + "/" + database + "?sslmode=disable");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        PostgresExporter exporter = new PostgresExporter(builder.start(), uri);
        exporter.awaitFigures();
        Files.delete(queries);
        return exporter;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitFigures() throws IOException {
        long end = System.nanoTime() + START_AT_MOST.toNanos();
        while (System.nanoTime() < end) {
            try {
                get();
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        close();
        throw new IOException("prometheus-postgres-exporter shows no rows within " + START_AT_MOST);
    }

    private void get() throws IOException {
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            if (!answer.body().contains("bench_table_n_live_tup{")) {
                throw new IOException("no bench_table_n_live_tup in the answer " + answer.statusCode());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What a scrape does; nothing where the program is missing. */
    Optional<Rounds.Work> scrape() {
        return process == null ? Optional.empty() : Optional.of(this::get);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit()
                    .completeOnTimeout(process, 5, TimeUnit.SECONDS)
                    .join()
                    .destroyForcibly();
        }
    }
}
