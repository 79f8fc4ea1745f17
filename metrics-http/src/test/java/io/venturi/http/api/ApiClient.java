package io.venturi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes real calls, whose answers must be as the document says. Headers alternate names and values. */
final class ApiClient {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final List<String> headers;

    ApiClient(URI base, String... headers) {
        this.base = base;
        this.headers = List.of(headers);
    }

    /**
     * An answer.
     *
     * @param json missing where it is none
     */
    record Reply(int status, HttpResponse<byte[]> response, JsonNode json) {

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String detail() {
            return json.path("detail").asText();
        }

        /** The flaws, as {@code index/field}. */
        List<String> flaws() {
            List<String> flaws = new ArrayList<>();
            json.path("errors")
                    .forEach(flaw -> flaws.add(flaw.path("index").asText()
                            + '/'
                            + flaw.path("field").asText()));
            return flaws;
        }
    }

    /** The same with more headers. */
    ApiClient with(String... more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(more));
        return new ApiClient(base, all.toArray(String[]::new));
    }

    Reply get(String path) {
        return send("GET", path, new byte[0]);
    }

    Reply post(String path, String json) {
        return with("Content-Type", "application/json").send("POST", path, json.getBytes(StandardCharsets.UTF_8));
    }

    Reply post(String path) {
        return send("POST", path, new byte[0]);
    }

    Reply put(String path, String json) {
        return with("Content-Type", "application/json").send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
    }

    Reply send(String method, String path, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return reply(method, path, send(request.build()));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + ' ' + request.uri(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reply reply(String method, String path, HttpResponse<byte[]> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        byte[] body = response.body();
        if (!method.equals("HEAD")) {
            ApiDocument.assertDescribes(method, path.split("\\?", 2)[0], response.statusCode(), type, body);
        }
        try {
            boolean json = type.split(";", 2)[0].endsWith("json") && body.length > 0;
            return new Reply(
                    response.statusCode(),
                    response,
                    json ? new ObjectMapper().readTree(body) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
