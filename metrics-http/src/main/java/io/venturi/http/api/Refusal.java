package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request is not done, and nothing of it: with a status, and a word on what to do. Its text is for the caller. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1;
    private static final String PROBLEM = "application/problem+json";
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final transient List<Flaw> flaws;
    private @Nullable String header;
    private String headerValue = "";

    /**
     * Something of a request that is wrong.
     *
     * @param index the place of an item, from 0; null where it is not of one
     * @param field which field or parameter
     */
    record Flaw(@Nullable Integer index, String field, String message) {}

    Refusal(int status, String detail, List<Flaw> flaws) {
        super(detail, null, false, false);
        this.status = status;
        this.flaws = List.copyOf(flaws);
    }

    Refusal(int status, String detail) {
        this(status, detail, List.of());
    }

    /** Of one parameter or field. */
    static Refusal of(int status, String field, String message) {
        return new Refusal(status, field + ' ' + message, List.of(new Flaw(null, field, message)));
    }

    Refusal with(String name, String value) {
        header = name;
        headerValue = value;
        return this;
    }

    int status() {
        return status;
    }

    /** As RFC 9457 has it. */
    ApiAnswer answer() {
        byte[] body = JsonText.of(json -> {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", TITLES.getOrDefault(status, "Error"));
            json.writeNumberField("status", status);
            json.writeStringField("detail", String.valueOf(getMessage()));
            if (!flaws.isEmpty()) {
                writeFlaws(json);
            }
            json.writeEndObject();
        });
        ApiAnswer answer = new ApiAnswer(status, PROBLEM, body);
        return header == null ? answer : answer.with(header, headerValue);
    }

    private void writeFlaws(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("errors");
        for (Flaw flaw : flaws) {
            json.writeStartObject();
            if (flaw.index() != null) {
                json.writeNumberField("index", flaw.index());
            }
            json.writeStringField("field", flaw.field());
            json.writeStringField("message", flaw.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
