package io.venturi.jdbc.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents of the relations, as they come from hosts and as they are read. */
final class JsonDocument {

    private static final int MAX_TEXT = 10_000;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_DIGITS = 100;

    /** What PostgreSQL stores of one number at most: 131,072 digits before the point, 16,383 after it. */
    private static final int MAX_STORED_DIGITS = 150_000;

    /** Reads whatever is stored: one row that others wrote must not keep everybody from the rest. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(MAX_STORED_DIGITS)
                    .build())
            .build();

    /** What is wrong with a number that is not short. */
    static final String TOO_LONG =
            "is a number of more than " + MAX_DIGITS + " digits, zeros counted: give a shorter one, or a text";

    private JsonDocument() {}

    /**
     * A document of text, numbers, booleans, null, and maps and collections of them. Text is cut to 10,000 characters, NUL
     * in it replaced; a number that is none is written as text.
     *
     * @throws IllegalArgumentException if there is anything else in it, or a number of more than 100 digits
     */
    static String of(Object content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, content, "", 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none: it is written to memory
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value, String path, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "the document is deeper than " + MAX_DEPTH + " at '" + path + "': give a flatter one");
        }
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = StoredText.cut(String.valueOf(entry.getKey()), MAX_TEXT);
                json.writeFieldName(key);
                write(json, entry.getValue(), path + '/' + key, depth + 1);
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object one : list) {
                write(json, one, path, depth + 1);
            }
            json.writeEndArray();
        } else if (value == null) {
            json.writeNull();
        } else if (value instanceof CharSequence || value instanceof Enum) {
            json.writeString(StoredText.cut(value.toString(), MAX_TEXT));
        } else if (!isShort(value)) {
            throw new IllegalArgumentException("'" + path + "' " + TOO_LONG);
        } else if (!writeSimple(json, value)) {
            throw new IllegalArgumentException("'" + path + "' is a "
                    + value.getClass().getName() + ": give text, a number, a boolean, or a map or collection of them");
        }
    }

    /**
     * Whether it is no number of more than 100 digits. PostgreSQL stores digits, not exponents: of 1e2000 it makes 2,001 of them, which
     * readers of JSON refuse.
     */
    static boolean isShort(Object value) {
        if (value instanceof BigInteger number) {
            return isShort(new BigDecimal(number));
        }
        return !(value instanceof BigDecimal number)
                || number.precision() + Math.abs((long) number.scale()) <= MAX_DIGITS;
    }

    /** Writes a number or a boolean; false where it is neither. */
    static boolean writeSimple(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue()); // adders and atomic ones
        } else {
            return false;
        }
        return true;
    }

    /** An object's members; numbers as Long, BigInteger or BigDecimal. Empty, where it is no object. */
    static Map<String, @Nullable Object> members(String text) {
        return read(text) instanceof Map<?, ?> map ? asMembers(map) : Map.of();
    }

    private static Map<String, @Nullable Object> asMembers(Map<?, ?> map) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((key, value) -> members.put(String.valueOf(key), value));
        return Collections.unmodifiableMap(members);
    }

    /** A list's elements as text. Empty, where it is no list. */
    static List<String> texts(String text) {
        return read(text) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static @Nullable Object read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            return value(json);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL returned what is not JSON", e);
        }
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> list(json);
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                json.getNumberValue() instanceof BigInteger big ? big : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            default -> json.getText();
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            members.put(key, value(json));
        }
        return Collections.unmodifiableMap(members);
    }

    private static List<@Nullable Object> list(JsonParser json) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(json));
        }
        return Collections.unmodifiableList(elements);
    }
}
