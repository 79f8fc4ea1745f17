package io.venturi.http;

import java.util.Arrays;

/**
 * Tells which segments a template's segment matches: a finite automaton, the smallest there is. A segment costs one step per character,
 * whatever the pattern and whatever a client sends. Two are equal if they match the same segments. Immutable.
 */
final class SegmentPattern {

    private final Alphabet alphabet;

    /** The state that follows, by state and class of character; the automaton starts in state 0. */
    private final int[][] next;

    private final boolean[] accepting;

    SegmentPattern(Alphabet alphabet, int[][] next, boolean[] accepting) {
        this.alphabet = alphabet;
        this.next = next;
        this.accepting = accepting;
    }

    /** Whether it matches a segment of a path, which is well-formed, when that is decoded. */
    boolean matches(String path, long segment) {
        int end = PathScan.end(segment);
        int state = 0;
        for (int at = PathScan.start(segment); at < end; ) {
            long step = PercentText.step(path, at, end);
            state = next[state][alphabet.classOf(PercentText.codePoint(step))];
            at = PercentText.behind(step);
        }
        return accepting[state];
    }

    /** Whether there is any segment that it matches. */
    boolean matchesSome() {
        for (boolean accepts : accepting) {
            if (accepts) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentPattern pattern
                && alphabet.equals(pattern.alphabet)
                && Arrays.deepEquals(next, pattern.next)
                && Arrays.equals(accepting, pattern.accepting);
    }

    @Override
    public int hashCode() {
        return 31 * alphabet.hashCode() + Arrays.deepHashCode(next);
    }
}
