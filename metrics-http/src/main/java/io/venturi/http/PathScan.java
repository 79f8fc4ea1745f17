package io.venturi.http;

/**
 * Walks along a raw path, segment by segment, without taking it apart. A segment is a {@code long}: the place where it
 * starts, the place where it ends, and whether it holds {@code %}; so that no object is made.
 */
final class PathScan {

    static final int MAX_LENGTH = 2048;
    static final int MAX_SEGMENTS = 32;

    /** There are no more segments. */
    static final long END = -1;

    /** The segment is {@code .}, {@code ..} or malformed, and so is the path. */
    static final long MALFORMED = -2;

    private static final int POSITION_BITS = 12;
    private static final int POSITION_MASK = (1 << POSITION_BITS) - 1;
    private static final long ENCODED = 1L << (2 * POSITION_BITS);

    /** A bit for each character that means something in a path; all are below 64. */
    private static final long MEANINGFUL = 1L << '/' | 1L << ';' | 1L << '?' | 1L << '%';

    private PathScan() {}

    /** Where the path from {@code from} on ends: at its query or its last character; -1 if it is none that can match. */
    static int end(String path, int from) {
        int length = path.length();
        if (length <= from || path.charAt(from) != '/') {
            return -1;
        }
        if (length <= MAX_LENGTH) {
            return length;
        }
        int query = path.indexOf('?');
        return query >= 0 && query <= MAX_LENGTH ? query : -1;
    }

    /** The next segment at or behind {@code from}, which is where another one ended, or 0. */
    static long next(String path, int from, int end) {
        int start = skipSeparators(path, from, end);
        boolean encoded = false;
        int at = start;
        while (at < end) {
            char c = path.charAt(at);
            if (c <= '?' && (MEANINGFUL >>> c & 1) != 0) {
                if (c != '%') {
                    break;
                }
                encoded = true;
            }
            at++;
        }
        if (at == start) {
            return END;
        }
        if (isMalformed(path, start, at, encoded)) {
            return MALFORMED;
        }
        return (encoded ? ENCODED : 0) | ((long) start << POSITION_BITS) | at;
    }

    /** Passes over slashes and matrix parameters, to a segment or the end. */
    private static int skipSeparators(String path, int from, int end) {
        int at = from;
        while (at < end) {
            char c = path.charAt(at);
            if (c == ';') {
                at = endOfParameters(path, at, end);
            } else if (c == '/') {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private static int endOfParameters(String path, int from, int end) {
        int at = from;
        while (at < end && path.charAt(at) != '/' && path.charAt(at) != '?') {
            at++;
        }
        return at;
    }

    private static boolean isMalformed(String path, int start, int end, boolean encoded) {
        if (encoded) {
            int length = PercentText.length(path, start, end);
            return length < 0 || (length <= 2 && PercentText.isDots(path, start, end));
        }
        return path.charAt(start) == '.' && (end == start + 1 || (end == start + 2 && path.charAt(start + 1) == '.'));
    }

    /** Whether what is left is well-formed and not too much. */
    static boolean restIsWellFormed(String path, int from, int end, int segmentsBefore) {
        int at = from;
        for (int count = segmentsBefore; ; count++) {
            long segment = next(path, at, end);
            if (segment == END) {
                return true;
            }
            if (segment == MALFORMED || count == MAX_SEGMENTS) {
                return false;
            }
            at = end(segment);
        }
    }

    static int start(long segment) {
        return (int) (segment >> POSITION_BITS) & POSITION_MASK;
    }

    static int end(long segment) {
        return (int) segment & POSITION_MASK;
    }

    static boolean isEncoded(long segment) {
        return (segment & ENCODED) != 0;
    }
}
