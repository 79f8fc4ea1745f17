package io.venturi.http.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer, complete before its first byte is sent. */
final class ApiAnswer {

    static final String JSON = "application/json";

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();

    ApiAnswer(int status, String contentType, byte[] body) {
        this.status = status;
        this.body = body;
        headers.put("Content-Type", contentType);
        // What is stored changes, and may be for some only.
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
    }

    /** Refuses one that is too large to be held in memory beside others. */
    static ApiAnswer json(int status, JsonText.Content content) throws Refusal {
        return new ApiAnswer(status, JSON, JsonText.limited(content));
    }

    /** The same of a text that is there. */
    static ApiAnswer text(int status, String contentType, String text) throws Refusal {
        return new ApiAnswer(status, contentType, JsonText.limited(text));
    }

    ApiAnswer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    /** All headers but Content-Length. */
    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
