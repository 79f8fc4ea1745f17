package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object after the other, and notes what is wrong with them, by the object's index and the field's name, until that is
 * enough. Not thread-safe.
 */
final class JsonFields {

    private static final int MAX_FLAWS = 10;
    private static final int MAX_MEMBERS = 100;

    private final JsonParser json;
    private final String what;
    private final List<Refusal.Flaw> flaws = new ArrayList<>();
    private @Nullable Integer index;

    /**
     * Fields from here on.
     *
     * @param what they are of, for messages
     */
    JsonFields(JsonParser json, String what) {
        this.json = json;
        this.what = what;
    }

    /** Takes a field, whose value's first token is the present one; its last one is when this returns. */
    @FunctionalInterface
    interface Field {
        void take(String name) throws IOException, Refusal;
    }

    /** From now on fields are of this item; of none, where it is null. */
    void of(@Nullable Integer item) {
        index = item;
    }

    JsonParser json() {
        return json;
    }

    /** Hands the fields of the object that begins here to somebody; false where none begins. */
    boolean object(String field, Field each) throws IOException, Refusal {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            wrong(field, "an object");
            return false;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            each.take(name);
        }
        return true;
    }

    @Nullable
    String text(String field) throws IOException, Refusal {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            wrong(field, "a text");
            return null;
        }
        String text = json.getText();
        if (!Texts.isStorable(text)) {
            flaw(field, "has a NUL or half of a character, which PostgreSQL cannot store: leave it out");
            return null;
        }
        return text;
    }

    /** Texts by name. */
    Map<String, String> texts(String field) throws IOException, Refusal {
        Map<String, String> members = new LinkedHashMap<>();
        object(field, name -> {
            String value = text(field + '.' + Texts.shown(name));
            if (isMember(field, name, members.size()) && value != null) {
                members.put(name, value);
            }
        });
        return members;
    }

    /** Texts, numbers and booleans by name. */
    Map<String, Object> simpleValues(String field) throws IOException, Refusal {
        Map<String, Object> members = new LinkedHashMap<>();
        object(field, name -> {
            Object value = simple(field + '.' + Texts.shown(name));
            if (isMember(field, name, members.size()) && value != null) {
                members.put(name, value);
            }
        });
        return members;
    }

    private boolean isMember(String field, String name, int before) throws Refusal {
        if (name.isEmpty() || !Texts.isStorable(name)) {
            flaw(field, "has the name '" + Texts.shown(name) + "': give one, without NUL and halves of characters");
            return false;
        }
        if (before == MAX_MEMBERS) {
            flaw(field, "has more than " + MAX_MEMBERS + " members: give fewer");
            return false;
        }
        return before < MAX_MEMBERS;
    }

    private @Nullable Object simple(String field) throws IOException, Refusal {
        return switch (json.currentToken()) {
            case VALUE_STRING -> text(field);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(field);
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            default -> {
                wrong(field, "a text, a number or a boolean");
                yield null;
            }
        };
    }

    /** One that is stored digit by digit: an exponent can make many of a few characters. */
    private @Nullable BigDecimal number(String field) throws IOException, Refusal {
        BigDecimal number = json.getDecimalValue();
        if (number.precision() + Math.abs((long) number.scale()) > JsonText.MAX_NUMBER) {
            wrong(field, "a number of at most " + JsonText.MAX_NUMBER + " digits, zeros counted, or a text");
            return null;
        }
        return number;
    }

    /** A value that is not what it should be; whatever it holds is skipped. */
    void wrong(String field, String expected) throws IOException, Refusal {
        JsonToken token = json.currentToken();
        String found = token == null
                ? "nothing"
                : switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "a list";
                    case VALUE_STRING -> "the text '" + Texts.shown(json.getText()) + "'";
                    default -> Texts.shown(json.getText());
                };
        json.skipChildren();
        flaw(field, "is " + found + ": give " + expected);
    }

    /** A field that nobody knows. */
    void unknown(String field, String known) throws IOException, Refusal {
        json.skipChildren();
        flaw(Texts.shown(field), "is not known: use " + known);
    }

    /** Notes what is wrong, and refuses the request where that is enough. */
    void flaw(String field, String message) throws Refusal {
        flaws.add(new Refusal.Flaw(index, field, message));
        if (flaws.size() == MAX_FLAWS) {
            refuse();
        }
    }

    /** Refuses the request if anything is wrong. */
    void refuse() throws Refusal {
        if (flaws.isEmpty()) {
            return;
        }
        Refusal.Flaw first = flaws.get(0);
        String place = first.index() == null ? "" : what + '[' + first.index() + "].";
        throw new Refusal(400, place + first.field() + ' ' + first.message(), flaws);
    }
}
