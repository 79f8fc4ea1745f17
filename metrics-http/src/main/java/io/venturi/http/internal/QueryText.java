package io.venturi.http.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes names and values of a query. */
public final class QueryText {

    /** A query cannot be decoded. Its message is for the caller, and has nothing of the query. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    private QueryText() {}

    /** Not {@code URLDecoder}, which puts a replacement character for bytes that are not UTF-8. */
    public static String decode(String text) throws MalformedException {
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) (16 * hexDigit(text, i + 1) + hexDigit(text, i + 2)));
                i += 2;
            } else if (c > ' ' && c < 0x7f) {
                bytes.put((byte) (c == '+' ? ' ' : c));
            } else {
                throw new MalformedException("query holds a character that must be percent-encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("query is not UTF-8");
        }
    }

    private static int hexDigit(String text, int index) throws MalformedException {
        char c = index < text.length() ? text.charAt(index) : 0;
        // Character.digit also takes digits of other scripts.
        int digit = c < 0x7f ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw new MalformedException("query holds a malformed percent-encoding");
        }
        return digit;
    }
}
