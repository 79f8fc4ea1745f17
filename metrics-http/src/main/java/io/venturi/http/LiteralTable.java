package io.venturi.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The literals that a segment may be, looked up where it stands in its path: no string is made. Immutable. */
final class LiteralTable {

    // Up to here a digest has a place of its own, mostly; for more, a segment is hashed.
    private static final int FEW = 8;
    private static final int FACTORS = 1000;
    /** Of the golden ratio. */
    private static final int SPREADING = 0x9E3779B9;

    /** What the digest of a literal is multiplied by to find its place; 0 where places go by hashes. */
    private final int factor;
    /** Of the place, which is the upper bits of a product or of a hash. */
    private final int shift;

    private final @Nullable String[] texts;
    private final int[] digests;
    private final @Nullable RouteNode[] nodes;

    LiteralTable(Map<String, RouteNode> literals) {
        List<String> all = List.copyOf(literals.keySet());
        int few = all.size() <= FEW ? factor(all) : 0;
        // A table with open addressing is half full at most.
        int capacity = few != 0 ? capacityOfFew(all.size()) : Integer.highestOneBit(Math.max(1, all.size())) << 2;
        this.factor = few;
        this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
        this.texts = new String[capacity];
        this.digests = new int[capacity];
        this.nodes = new RouteNode[capacity];
        literals.forEach(this::put);
    }

    /** At least two, for a shift of less than 32. */
    private static int capacityOfFew(int size) {
        return Integer.highestOneBit(Math.max(1, size)) << 1;
    }

    /** One that gives each of them a place of its own; 0 where there is none, as of equal digests. */
    private static int factor(List<String> all) {
        int capacity = capacityOfFew(all.size());
        int shift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
        int factor = SPREADING; // and then any other
        for (int i = 0; i < FACTORS; i++) {
            long taken = 0;
            for (String text : all) {
                taken |= 1L << place(digest(text, 0, text.length()), factor, shift);
            }
            if (Long.bitCount(taken) == all.size()) {
                return factor;
            }
            factor = (factor * 1_664_525 + 1_013_904_223) | 1;
        }
        return 0;
    }

    private void put(String text, RouteNode node) {
        int digest = digest(text, 0, text.length());
        int at = factor != 0 ? place(digest, factor, shift) : slot(text.hashCode());
        while (texts[at] != null) {
            at = next(at);
        }
        texts[at] = text;
        digests[at] = digest;
        nodes[at] = node;
    }

    private static int place(int number, int factor, int shift) {
        return (number * factor) >>> shift;
    }

    private int slot(int hash) {
        return place(hash, SPREADING, shift);
    }

    private int next(int at) {
        return (at + 1) & (texts.length - 1);
    }

    /** What follows the literal that is the segment as it stands. */
    @Nullable
    RouteNode get(String path, long segment) {
        int start = PathScan.start(segment);
        int end = PathScan.end(segment);
        int digest = digest(path, start, end);
        if (factor != 0) {
            int at = place(digest, factor, shift);
            return digests[at] == digest && isText(at, path, start, end) ? nodes[at] : null;
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
        // Of a decoded segment there is no digest: few are gone through.
        int at = factor != 0 ? 0 : slot(PercentText.hash(path, start, end));
        for (int tried = 0; tried < texts.length; tried++) {
            String text = texts[at];
            if (text == null) {
                if (factor == 0) {
                    return null;
                }
            } else if (text.codePointCount(0, text.length()) == length
                    && PercentText.startsWith(path, start, end, text)) {
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
