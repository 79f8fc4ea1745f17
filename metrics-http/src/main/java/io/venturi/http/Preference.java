package io.venturi.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One element of an {@code Accept} or {@code Accept-Encoding} header (RFC 9110, 12.5): {@code
 * text/plain;version=0.0.4;q=0.5}.
 *
 * @param value media range or coding, in lower case
 * @param parameters the parameters but {@code q}; names in lower case, values unquoted
 * @param quality 0 (refused) to 1 (preferred)
 */
record Preference(String value, Map<String, String> parameters, double quality) {

    // Real headers have some ten elements in 500 characters; nothing longer is worth the time.
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_ELEMENTS = 64;

    /** The well-formed elements of a header, in their order. Malformed ones are passed over; this never throws. */
    static List<Preference> parse(@Nullable String header) {
        List<Preference> preferences = new ArrayList<>();
        if (header == null || header.length() > MAX_LENGTH) {
            return preferences;
        }
        for (String element : split(header, ',')) {
            Preference preference = element(element);
            if (preference != null && preferences.size() < MAX_ELEMENTS) {
                preferences.add(preference);
            }
        }
        return preferences;
    }

    private static @Nullable Preference element(String element) {
        List<String> parts = split(element, ';');
        String value = parts.get(0).strip().toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            return null;
        }
        Map<String, String> parameters = new TreeMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(name, unquote(part.substring(equals + 1).strip()));
            }
        }
        double quality = quality(parameters.remove("q"));
        return quality < 0 ? null : new Preference(value, parameters, quality);
    }

    /** The quality, 1 where none is given, or -1 where it is not one: up to three decimals, at most 1. */
    private static double quality(@Nullable String text) {
        if (text == null) {
            return 1;
        }
        boolean wellFormed = !text.isEmpty()
                && text.length() <= 5
                && (text.charAt(0) == '0' || text.charAt(0) == '1')
                && (text.length() == 1 || text.charAt(1) == '.')
                && text.chars().skip(2).allMatch(c -> c >= '0' && c <= '9');
        if (!wellFormed) {
            return -1;
        }
        double quality = Double.parseDouble(text);
        return quality <= 1 ? quality : -1;
    }

    /** Splits outside of quoted strings; at least one part. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder unquoted = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            if (text.charAt(i) == '\\' && i < text.length() - 2) {
                i++;
            }
            unquoted.append(text.charAt(i));
        }
        return unquoted.toString();
    }
}
