package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the API reads and writes it. */
final class JsonText {

    static final int MAX_DEPTH = 16;
    static final int MAX_TEXT = 10_000;
    static final int MAX_NAME = 1_000;
    static final int MAX_NUMBER = 100;
    static final int MAX_BYTES = 32 << 20;

    /** Strict: what comes twice, or is beyond these limits, is refused. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    /** Writes something. */
    @FunctionalInterface
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** An answer's text; refuses one that is too large. */
    static byte[] limited(Content content) throws Refusal {
        try {
            return of(content, new LimitedBytes());
        } catch (UncheckedIOException e) {
            throw tooLarge();
        }
    }

    /** The bytes of an answer's text; refuses one that is too large. */
    static byte[] limited(String text) throws Refusal {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static Refusal tooLarge() {
        return new Refusal(
                422,
                "The answer is larger than " + (MAX_BYTES >> 20)
                        + " MiB: ask for less time, a longer step, fewer series, one runtime_id or a lower limit");
    }

    /** As many bytes as an answer may have. */
    private static final class LimitedBytes extends ByteArrayOutputStream {

        @Override
        public synchronized void write(byte[] from, int offset, int length) {
            if (size() + length > MAX_BYTES) {
                throw new UncheckedIOException(new IOException("beyond " + MAX_BYTES + " bytes"));
            }
            super.write(from, offset, length);
        }
    }

    static byte[] of(Content content) {
        return of(content, new ByteArrayOutputStream());
    }

    private static byte[] of(Content content, ByteArrayOutputStream bytes) {
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** A number; what JSON has no number for as a text. */
    static void number(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, value);
        } else {
            json.writeStringField(field, Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
        }
    }

    static void time(JsonGenerator json, String field, Instant time) throws IOException {
        json.writeStringField(field, time.toString());
    }

    /** Leaves out what is null. */
    static void text(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    static void texts(JsonGenerator json, String field, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    static void labels(JsonGenerator json, Map<String, String> labels) throws IOException {
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : labels.entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
    }
}
