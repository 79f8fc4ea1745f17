package io.venturi.examples.deploy.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The demo's books while it runs: what it counted itself, and what is in its tables and its buffer, page after page. */
final class LiveBooks {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<JsonNode> pages;

    LiveBooks(List<JsonNode> pages) {
        this.pages = List.copyOf(pages);
    }

    /** Reads them one time after the other, for as long. */
    static LiveBooks read(URI control, Duration duration) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(control.resolve("/books"))
                .timeout(PATIENCE)
                .build();
        List<JsonNode> pages = new ArrayList<>();
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            pages.add(new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofString()).body()));
        }
        return new LiveBooks(pages);
    }

    /** The first page. */
    JsonNode first() {
        return pages.get(0);
    }

    /** When they were read first, in seconds since the epoch. */
    double begin() {
        return at(pages.get(0));
    }

    /** When they were read last. */
    double end() {
        return at(pages.get(pages.size() - 1));
    }

    int size() {
        return pages.size();
    }

    /** What a figure was between two times, and at the last reading before and the first after them. */
    DoubleSummaryStatistics between(double from, double to, ToDoubleFunction<JsonNode> figure) {
        DoubleSummaryStatistics seen = new DoubleSummaryStatistics();
        for (int i = 0; i < pages.size(); i++) {
            boolean begins = i + 1 == pages.size() || at(pages.get(i + 1)) >= from;
            boolean ends = i == 0 || at(pages.get(i - 1)) <= to;
            if (begins && ends) {
                seen.accept(figure.applyAsDouble(pages.get(i)));
            }
        }
        return seen;
    }

    private static double at(JsonNode page) {
        return page.get("at_millis").asLong() / 1e3;
    }
}
