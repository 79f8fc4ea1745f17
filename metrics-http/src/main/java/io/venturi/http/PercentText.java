package io.venturi.http;

/**
 * Percent-encoded UTF-8, read where it stands. A step yields a {@code long}: the code point below, the place behind it
 * above; so that no object is made.
 */
final class PercentText {

    private static final long MALFORMED = -1;
    private static final int MIN_SUPPLEMENTARY = 0x10000;

    private PercentText() {}

    /** How many code points the text has when decoded; -1 if it is malformed. */
    static int length(String text, int start, int end) {
        int length = 0;
        int at = start;
        while (at < end) {
            long step = step(text, at, end);
            if (step == MALFORMED) {
                return -1;
            }
            at = behind(step);
            length++;
        }
        return length;
    }

    /** The hash that the decoded text would have as a string; the text is well-formed. */
    static int hash(String text, int start, int end) {
        int hash = 0;
        int at = start;
        while (at < end) {
            long step = step(text, at, end);
            int codePoint = (int) step;
            if (codePoint >= MIN_SUPPLEMENTARY) {
                hash = 31 * hash + Character.highSurrogate(codePoint);
                hash = 31 * hash + Character.lowSurrogate(codePoint);
            } else {
                hash = 31 * hash + codePoint;
            }
            at = behind(step);
        }
        return hash;
    }

    /** Whether the decoded text begins with the literal; the text is well-formed. */
    static boolean startsWith(String text, int start, int end, String literal) {
        int at = start;
        for (int i = 0; i < literal.length(); i += Character.charCount(literal.codePointAt(i))) {
            if (at >= end) {
                return false;
            }
            long step = step(text, at, end);
            if ((int) step != literal.codePointAt(i)) {
                return false;
            }
            at = behind(step);
        }
        return true;
    }

    /** Whether the decoded text is made of nothing but dots; the text is well-formed. */
    static boolean isDots(String text, int start, int end) {
        int at = start;
        while (at < end) {
            long step = step(text, at, end);
            if ((int) step != '.') {
                return false;
            }
            at = behind(step);
        }
        return true;
    }

    /** The code point of a step. */
    static int codePoint(long step) {
        return (int) step;
    }

    /** Where the text goes on behind a step. */
    static int behind(long step) {
        return (int) (step >>> 32);
    }

    private static long step(int codePoint, int behind) {
        return ((long) behind << 32) | codePoint;
    }

    /** The code point at a place of a text. */
    static long step(String text, int at, int end) {
        char c = text.charAt(at);
        if (c != '%') {
            boolean pair =
                    Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1));
            return pair ? step(Character.toCodePoint(c, text.charAt(at + 1)), at + 2) : step(c, at + 1);
        }
        int first = octet(text, at, end);
        if (first < 0x80) {
            return first < 0 ? MALFORMED : step(first, at + 3);
        }
        if (first < 0xc2 || first > 0xf4) {
            return MALFORMED; // a continuation, an overlong form, or beyond Unicode
        }
        int continuations = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        return continued(text, at + 3, end, first & (0x3f >> continuations), continuations);
    }

    private static long continued(String text, int from, int end, int lead, int continuations) {
        int codePoint = lead;
        int at = from;
        for (int i = 0; i < continuations; i++) {
            int next = octet(text, at, end);
            if ((next & 0xc0) != 0x80) { // -1 is none, either
                return MALFORMED;
            }
            codePoint = (codePoint << 6) | (next & 0x3f);
            at += 3;
        }
        int least = continuations == 1 ? 0x80 : continuations == 2 ? 0x800 : MIN_SUPPLEMENTARY;
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        boolean wrong = codePoint < least || codePoint > Character.MAX_CODE_POINT || surrogate;
        return wrong ? MALFORMED : step(codePoint, at);
    }

    /** The octet that is encoded here, or -1. */
    private static int octet(String text, int at, int end) {
        if (at + 2 >= end || text.charAt(at) != '%') {
            return -1;
        }
        int high = hexDigit(text.charAt(at + 1));
        int low = hexDigit(text.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
