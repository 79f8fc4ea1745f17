package io.venturi.jdbc.store.export;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Speaks to a VictoriaMetrics. */
final class Receiver {

    private static final int CLIENT_ERROR = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int LINE = 300;

    private final VictoriaMetrics target;
    private final HttpClient client;

    Receiver(VictoriaMetrics target) {
        this.target = target;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(target.timeout())
                .build();
    }

    /** Another try may succeed. */
    static final class UnavailableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    /** Sends a batch, and returns when it is taken. */
    void send(ImportBatch batch) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target.importUrl())
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(ImportLines.gzipped(batch)));
        try (InputStream body = answer(request.build())) {
            body.readAllBytes();
        }
    }

    /**
     * What the receiver has of a source.
     *
     * @param from the first millisecond
     * @param until the millisecond after the last
     */
    Map<Labelled, SampleList> read(Source source, long from, long until) throws IOException, InterruptedException {
        String query =
                "match[]=" + encoded(selector(source)) + "&start=" + seconds(from) + "&end=" + seconds(until - 1);
        URI url = target.readUrl()
                .orElseThrow(() -> new IllegalStateException(target + " has no readUrl: give it to read what arrived"));
        HttpRequest request = request(url)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(query))
                .build();
        Map<Labelled, SampleList> found = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer(request), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ExportedLine.read(line, found);
            }
        }
        return found;
    }

    private static String selector(Source source) {
        String name = source.series().name();
        StringBuilder selector = new StringBuilder(
                source.isHistogram() ? "{__name__=~\"" + name + "_(bucket|count|sum)\"" : "{__name__=\"" + name + '"');
        source.series().labels().forEach((label, value) -> selector.append(',')
                .append(label)
                .append("=\"")
                .append(PrometheusText.escaped(value))
                .append('"'));
        return selector.append('}').toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).toPlainString();
    }

    private HttpRequest.Builder request(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(target.timeout());
        target.headers().forEach(request::setHeader);
        return request;
    }

    private InputStream answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        int status = answer.statusCode();
        if (status < CLIENT_ERROR && status / 100 == 2) {
            return answer.body();
        }
        String message = request.uri() + " answered " + status + ": " + firstLine(answer.body());
        if (status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
            throw new UnavailableException(message);
        }
        throw new RefusedException(message);
    }

    /** Another try would not succeed. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private static String firstLine(InputStream body) throws IOException {
        try (InputStream in = body) {
            byte[] start = in.readNBytes(LINE);
            try (BufferedReader line = new BufferedReader(
                    new InputStreamReader(new ByteArrayInputStream(start), StandardCharsets.UTF_8))) {
                String first = line.readLine();
                return first == null ? "(nothing)" : first;
            }
        }
    }
}
