package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Scrapes until it is told to end. Each answer must be complete, and its requests no fewer than in the one before. */
final class ScrapeLoop {

    private static final int PAUSE_MILLIS = 50;
    private static final String REQUESTS = "pipeline_api_requests_total{";

    private final URI metrics;
    private final CountDownLatch end = new CountDownLatch(1);
    private final FutureTask<Integer> scrapes = new FutureTask<>(this::scrapeUntilTheEnd);

    private ScrapeLoop(URI metrics) {
        this.metrics = metrics;
    }

    static ScrapeLoop start(URI metrics) {
        ScrapeLoop loop = new ScrapeLoop(metrics);
        new Thread(loop.scrapes, "scrapes").start();
        return loop;
    }

    /** How many there were, all of them good. */
    int end() throws InterruptedException {
        end.countDown();
        try {
            return scrapes.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a scrape failed", e.getCause());
        }
    }

    private int scrapeUntilTheEnd() throws IOException, InterruptedException {
        int count = 0;
        double before = 0;
        do {
            double requests = scrape();
            assertThat(requests).isGreaterThanOrEqualTo(before);
            before = requests;
            count++;
        } while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        return count;
    }

    private double scrape() throws IOException {
        String request = "GET " + metrics.getPath()
                + " HTTP/1.1\r\nHost: h\r\nAccept: application/openmetrics-text\r\nConnection: close\r\n\r\n";
        try (Socket socket = Wire.raw(metrics, request)) {
            String answer = Wire.readAll(socket);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("# EOF\n");
            return answer.lines()
                    .filter(line -> line.startsWith(REQUESTS))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }
}
