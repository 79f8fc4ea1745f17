package io.venturi.jdbc.store;

import org.jspecify.annotations.Nullable;

/** Text as PostgreSQL can store it. */
final class StoredText {

    private static final char REPLACEMENT = '\uFFFD';
    private static final int MAX_NAME = 200;
    private static final int MAX_SHOWN = 60;

    private StoredText() {}

    /** The name of something: what it tells apart must not be cut, so what does not fit is refused. */
    static String name(String option, String value) {
        if (value.isBlank() || value.length() > MAX_NAME || !isStorable(value)) {
            throw new IllegalArgumentException(option + " is '" + cut(value, MAX_SHOWN) + "', of " + value.length()
                    + " characters: give 1 to " + MAX_NAME + ", without NUL and halves of characters");
        }
        return value;
    }

    /** The text's beginning, of at most so many characters; NUL and halves of characters are replaced. */
    static String cut(String text, int max) {
        String start = text;
        if (text.length() > max) {
            int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
            start = text.substring(0, end);
        }
        return isStorable(start) ? start : replaced(start);
    }

    /** The text; NUL and halves of characters are replaced. */
    static @Nullable String storable(@Nullable String text) {
        return text == null || isStorable(text) ? text : replaced(text);
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i += width(clean, i)) {
            if (!isStorable(clean, i)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }

    /** How long it is in UTF-8; half a surrogate pair counts as three bytes. */
    static int utf8Bytes(CharSequence text) {
        return text.codePoints().map(StoredText::utf8Bytes).sum();
    }

    private static int utf8Bytes(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Whether PostgreSQL takes it as it is: it has no NUL, and the driver would make a question mark of half a surrogate pair. */
    static boolean isStorable(CharSequence text) {
        for (int i = 0; i < text.length(); i += width(text, i)) {
            if (!isStorable(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStorable(CharSequence text, int at) {
        char first = text.charAt(at);
        return first != '\0' && (!Character.isSurrogate(first) || width(text, at) == 2);
    }

    private static int width(CharSequence text, int at) {
        return Character.charCount(Character.codePointAt(text, at));
    }
}
