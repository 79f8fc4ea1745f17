package io.venturi.jdbc.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which texts PostgreSQL can store: not NUL, and no half of a surrogate pair, which the driver would make a question mark. */
final class StorableText {

    private static final char SUBSTITUTE = '\uFFFD';

    private StorableText() {}

    /** Whether a series' name and labels can be stored as they are. */
    static boolean is(MetricSeries series) {
        if (!is(series.name())) {
            return false;
        }
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            if (!is(label.getKey()) || !is(label.getValue())) {
                return false;
            }
        }
        return true;
    }

    static boolean is(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** The text, with substitutes for what cannot be stored: good enough for a description. */
    static @Nullable String of(@Nullable String text) {
        if (text == null || is(text)) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> storable.appendCodePoint(c == 0 || isHalf(c) ? SUBSTITUTE : c));
        return storable.toString();
    }

    private static boolean isHalf(int codePoint) {
        return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE;
    }
}
