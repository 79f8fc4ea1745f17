package io.venturi.http.api;

import io.venturi.http.internal.QueryText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, each known and given once. */
final class QueryParameters {

    static final String LABEL = "label.";

    private static final int MAX_LENGTH = 16 * 1024;
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final Map<String, String> values;

    private QueryParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @param known the names that it may have; one that ends with a dot stands for all that begin so
     */
    static QueryParameters parse(@Nullable String rawQuery, Set<String> known) throws Refusal {
        Map<String, String> values = new TreeMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return new QueryParameters(values);
        }
        if (rawQuery.length() > MAX_LENGTH) {
            throw new Refusal(414, "The query is longer than " + MAX_LENGTH + " characters: ask for less");
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (!isKnown(name, known)) {
                throw Refusal.of(400, Texts.shown(name), "is not known: " + remedy(known));
            }
            if (value.indexOf('\0') >= 0) {
                throw Refusal.of(400, name, "has a NUL: leave it out");
            }
            if (values.putIfAbsent(name, value) != null) {
                throw Refusal.of(400, name, "comes twice: give it once");
            }
        }
        return new QueryParameters(values);
    }

    private static String decoded(String text) throws Refusal {
        try {
            return QueryText.decode(text);
        } catch (QueryText.MalformedException e) {
            throw new Refusal(400, "The " + e.getMessage() + ": percent-encode names and values as UTF-8");
        }
    }

    private static boolean isKnown(String name, Set<String> known) {
        int dot = name.indexOf('.');
        return (known.contains(name) && !name.endsWith("."))
                || (dot > 0 && dot < name.length() - 1 && known.contains(name.substring(0, dot + 1)));
    }

    private static String remedy(Set<String> known) {
        return known.isEmpty()
                ? "this call has no parameters"
                : "give " + String.join(", ", Texts.sorted(known)).replace(LABEL, LABEL + "KEY");
    }

    Optional<String> text(String name) throws Refusal {
        String value = values.get(name);
        if (value != null && value.isEmpty()) {
            throw Refusal.of(400, name, "is empty: give a value, or leave it out");
        }
        return Optional.ofNullable(value);
    }

    String required(String name) throws Refusal {
        return text(name).orElseThrow(() -> Refusal.of(400, name, "is missing: give it"));
    }

    /** Values by key, of the parameters that begin so. */
    Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return Collections.unmodifiableMap(found);
    }

    Optional<UUID> uuid(String name) throws Refusal {
        Optional<String> text = text(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(uuid(name, text.get()));
    }

    static UUID uuid(String field, String text) throws Refusal {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw Refusal.of(
                    400,
                    field,
                    "is '" + Texts.shown(text) + "': give an id such as 123e4567-e89b-12d3-a456-426614174000");
        }
        return UUID.fromString(text);
    }

    int integer(String name, int byDefault, int least, int most) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        long value = SECONDS.matcher(text.get()).matches() ? Long.parseLong(text.get()) : -1;
        if (value < least || value > most) {
            throw Refusal.of(
                    400,
                    name,
                    "is '" + Texts.shown(text.get()) + "': give a whole number from " + least + " to " + most);
        }
        return (int) value;
    }

    Instant time(String name, Instant byDefault) throws Refusal {
        Optional<String> text = text(name);
        return text.isEmpty()
                ? byDefault
                : Texts.time(text.get())
                        .orElseThrow(() -> Refusal.of(
                                400,
                                name,
                                "is '" + Texts.shown(text.get())
                                        + "': give a time such as 2026-03-29T12:00:00Z (a + of its offset as %2B)"));
    }

    /** In whole seconds, or as ISO 8601 has it. */
    Optional<Duration> duration(String name) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    SECONDS.matcher(text.get()).matches()
                            ? Duration.ofSeconds(Long.parseLong(text.get()))
                            : Duration.parse(text.get()));
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.of(
                    400,
                    name,
                    "is '" + Texts.shown(text.get()) + "': give seconds such as 60, or a duration such as PT1M");
        }
    }
}
