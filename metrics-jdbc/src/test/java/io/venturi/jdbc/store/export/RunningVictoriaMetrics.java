package io.venturi.jdbc.store.export;

import io.venturi.jdbc.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's VictoriaMetrics, which keeps each sample that it gets, however often it gets it. */
final class RunningVictoriaMetrics implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ExternalProgram program;
    private final int port;

    private RunningVictoriaMetrics(ExternalProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    static RunningVictoriaMetrics start(Path directory) throws Exception {
        int port = ExternalProgram.freePort();
        RunningVictoriaMetrics running = new RunningVictoriaMetrics(
                ExternalProgram.start(
                        directory,
                        "victoria-metrics",
                        "-httpListenAddr=127.0.0.1:" + port,
                        "-storageDataPath=" + directory.resolve("victoria"),
                        "-retentionPeriod=100y"),
                port);
        running.awaitAnswer();
        return running;
    }

    private void awaitAnswer() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                get("/health");
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("it does not answer; it says: " + program, e);
                }
                Await.pause();
            }
        }
    }

    int port() {
        return port;
    }

    URI importUrl() {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/import");
    }

    /** A description for tests: quick to try again. */
    VictoriaMetrics.Builder target() {
        return target(importUrl());
    }

    /** The same by another way. */
    VictoriaMetrics.Builder target(URI by) {
        return VictoriaMetrics.builder(by).backOff(Duration.ofMillis(1));
    }

    /** Lets it show what it has taken, instead of waiting until it does. */
    void settle() throws InterruptedException {
        try {
            get("/internal/force_flush");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /** Sends a body to import. */
    void put(String lines) throws IOException, InterruptedException {
        CLIENT.send(
                HttpRequest.newBuilder(importUrl())
                        .POST(BodyPublishers.ofString(lines))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The lines that it exports of what matches, all times. */
    List<String> export(String selector) throws IOException, InterruptedException {
        settle();
        return get("/api/v1/export?start=0&end=4102444800&match[]="
                                .replace("[", "%5B")
                                .replace("]", "%5D")
                        + URLEncoder.encode(selector, StandardCharsets.UTF_8))
                .lines()
                .toList();
    }

    /** The answer to an instant query, as JSON. */
    String query(String promql, Instant at) throws IOException, InterruptedException {
        return get("/api/v1/query?time=" + at.getEpochSecond() + "&query="
                + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        program.close();
    }
}
