package io.venturi.jdbc.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads a request that comes from outside: it takes what it knows, and refuses the rest by name. */
final class RunRequestParser {
    /** Thousands of the longest names. */
    private static final int MAX_LENGTH = 1 << 20;

    private static final int MAX_NAME_BYTES = 63;
    private static final int MAX_SHOWN = 100;
    private static final String SKIP_SCHEMAS = "skipSchemas";
    private static final String EXCLUDE = "exclude";
    private static final String EXAMPLE = "{\"skipSchemas\": [\"tmp\"], \"exclude\": [\"public.orders\"]}";
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private final Map<String, Set<String>> lists = new HashMap<>();

    private RunRequestParser(JsonParser json) {
        this.json = json;
    }

    static RunRequest parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The request has " + text.length() + " characters: give at most "
                    + MAX_LENGTH + ", and leave out whole schemas rather than table by table");
        }
        try (JsonParser json = JSON.createParser(text)) {
            return new RunRequestParser(json).request();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The request '" + shown(text) + "' is not JSON (" + shown(e.getOriginalMessage())
                            + "): give such as " + EXAMPLE,
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The request '" + shown(text) + "' cannot be read", e);
        }
    }

    private RunRequest request() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("The request is " + value() + ": give an object, such as " + EXAMPLE);
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            field(json.currentName());
        }
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("After the request's object comes " + value() + ": give one object");
        }
        return new RunRequest(lists.getOrDefault(SKIP_SCHEMAS, Set.of()), lists.getOrDefault(EXCLUDE, Set.of()));
    }

    private void field(String key) throws IOException {
        if (!key.equals(SKIP_SCHEMAS) && !key.equals(EXCLUDE)) {
            throw new IllegalArgumentException("Key '" + shown(key) + "' is not known: use " + SKIP_SCHEMAS + " and "
                    + EXCLUDE + ", as in " + EXAMPLE);
        }
        if (lists.containsKey(key)) {
            throw new IllegalArgumentException("Key '" + key + "' comes twice: give one list");
        }
        if (json.nextToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException(key + " is " + value() + ": give a list of names, as in " + EXAMPLE);
        }
        lists.put(key, names(key));
    }

    private Set<String> names(String key) throws IOException {
        Set<String> names = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException(
                        key + " holds " + value() + ": give names in quotes, as in " + EXAMPLE);
            }
            names.add(checked(key, json.getText()));
        }
        return names;
    }

    private static String checked(String key, String value) {
        boolean table = key.equals(EXCLUDE);
        if (table ? !isTable(value) : !isName(value)) {
            throw new IllegalArgumentException(key + " holds '" + shown(value) + "': give "
                    + (table ? "schema.table, as in public.orders" : "the name of a schema")
                    + ", names of 1 to " + MAX_NAME_BYTES + " bytes without NUL");
        }
        return value;
    }

    /** Names may have dots of their own: one of all must part a schema from a table. */
    private static boolean isTable(String value) {
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
            if (isName(value.substring(0, dot)) && isName(value.substring(dot + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(String value) {
        return !value.isEmpty() && value.indexOf('\0') < 0 && bytes(value) <= MAX_NAME_BYTES;
    }

    /** In UTF-8; endless, where it is half a character, which no name is. */
    private static int bytes(String name) {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(name)).remaining();
        } catch (CharacterCodingException e) {
            return Integer.MAX_VALUE;
        }
    }

    private String value() throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "the text '" + shown(json.getText()) + "'";
            default -> shown(json.getText());
        };
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?"); // it may go to a log
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
    }
}
