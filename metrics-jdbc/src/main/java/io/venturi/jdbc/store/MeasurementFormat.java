package io.venturi.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Makes measurements of what hosts give; refuses what PostgreSQL would. */
final class MeasurementFormat {

    private static final int MAX_TAGS = 1 << 16;
    private static final int TYPICAL_TAGS = 128;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final byte[] NO_TAGS = {'{', '}'};
    private static final JsonFactory JSON = new JsonFactory();

    private MeasurementFormat() {}

    /** Whether any partition can be for that time. */
    static boolean isDated(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }

    /**
     * A measurement.
     *
     * @throws IllegalArgumentException if it cannot be stored
     */
    static Measurement of(String name, double value, Map<String, ?> tags, Instant time) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("its value is " + value + ": give a finite one");
        }
        byte[] document = tags.isEmpty() ? NO_TAGS : json(tags);
        if (document.length > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "its tags take " + document.length + " bytes: give " + MAX_TAGS + " at most");
        }
        return new Measurement(StoredText.name("its name", name).getBytes(UTF_8), value, document, micros(time));
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.truncatedTo(ChronoUnit.MICROS));
    }

    private static byte[] json(Map<String, ?> tags) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_TAGS);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, ?> tag : tags.entrySet()) {
                json.writeFieldName(text(tag.getKey()));
                write(json, tag.getKey(), tag.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("its tags cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String key, Object value) throws IOException {
        if (value instanceof CharSequence) {
            json.writeString(text(value.toString()));
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(finite(key, ((Number) value).doubleValue()));
        } else if (!JsonDocument.writeSimple(json, value)) {
            throw new IllegalArgumentException("tag '" + key + "' is neither text nor a number nor a boolean");
        }
    }

    private static double finite(String key, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("tag '" + key + "' is " + value + ": leave it out");
        }
        return value;
    }

    private static String text(String value) {
        if (!StoredText.isStorable(value)) {
            throw new IllegalArgumentException("a tag has a NUL or half a character: leave it out");
        }
        return value;
    }
}
