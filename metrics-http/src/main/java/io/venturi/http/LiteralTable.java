package io.venturi.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The literals that a segment may be, looked up where it stands in its path: no string is made. Immutable. */
final class LiteralTable {

    // Up to here, to compare lengths and first characters is faster than to hash a segment.
    private static final int FEW = 8;

    private final int size;
    private final int mask;
    private final @Nullable String[] texts;
    private final int[] digests;
    private final @Nullable RouteNode[] nodes;

    LiteralTable(Map<String, RouteNode> literals) {
        this.size = literals.size();
        // A list of few, or else a table with open addressing that is half full at most.
        int capacity = size <= FEW ? size : Integer.highestOneBit(size) << 2;
        this.mask = size <= FEW ? 0 : capacity - 1;
        this.texts = new String[capacity];
        this.digests = new int[capacity];
        this.nodes = new RouteNode[capacity];
        literals.forEach(this::put);
    }

    private void put(String text, RouteNode node) {
        int at = slot(text.hashCode());
        while (texts[at] != null) {
            at = next(at);
        }
        texts[at] = text;
        digests[at] = digest(text, 0, text.length());
        nodes[at] = node;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 16)) & mask;
    }

    private int next(int at) {
        return mask == 0 ? at + 1 : (at + 1) & mask;
    }

    /** What follows the literal that is the segment as it stands. */
    @Nullable
    RouteNode get(String path, long segment) {
        int start = PathScan.start(segment);
        int end = PathScan.end(segment);
        int digest = digest(path, start, end);
        if (mask == 0) {
            for (int i = 0; i < size; i++) {
                if (digests[i] == digest && isText(i, path, start, end)) {
                    return nodes[i];
                }
            }
            return null;
        }
        int at = slot(hash(path, start, end));
        while (texts[at] != null && (digests[at] != digest || !isText(at, path, start, end))) {
            at = next(at);
        }
        return nodes[at];
    }

    /** What follows the literal that is the decoded segment. */
    @Nullable
    RouteNode getDecoded(String path, long segment) {
        int start = PathScan.start(segment);
        int end = PathScan.end(segment);
        int length = PercentText.length(path, start, end);
        int at = mask == 0 ? 0 : slot(PercentText.hash(path, start, end));
        while (at < texts.length && texts[at] != null) {
            String text = texts[at];
            if (text.codePointCount(0, text.length()) == length && PercentText.startsWith(path, start, end, text)) {
                return nodes[at];
            }
            at = next(at);
        }
        return null;
    }

    /** Of the length, the first and the last character: seldom equal for two literals beside each other. */
    private static int digest(String text, int start, int end) {
        return (end - start) << 20 ^ text.charAt(start) << 10 ^ text.charAt(end - 1);
    }

    private boolean isText(int at, String path, int start, int end) {
        String text = texts[at];
        return text != null && text.length() == end - start && path.startsWith(text, start);
    }

    private static int hash(String path, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + path.charAt(i);
        }
        return hash;
    }
}
