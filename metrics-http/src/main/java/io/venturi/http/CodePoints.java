package io.venturi.http;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** A set of code points. Immutable. */
final class CodePoints {

    static final CodePoints ALL = of(0, Character.MAX_CODE_POINT);

    /** In ascending order, where the set begins, ends, begins anew and so on. */
    private final int[] edges;

    private CodePoints(int[] edges) {
        this.edges = edges;
    }

    /** Those from the first to the last. */
    static CodePoints of(int first, int last) {
        return new CodePoints(last == Character.MAX_CODE_POINT ? new int[] {first} : new int[] {first, last + 1});
    }

    /** Those of a text. */
    static CodePoints anyOf(String text) {
        return where(text.codePoints().flatMap(c -> IntStream.of(c, c + 1)), c -> text.indexOf(c) >= 0);
    }

    CodePoints or(CodePoints other) {
        return where(IntStream.concat(edges(), other.edges()), c -> contains(c) || other.contains(c));
    }

    CodePoints not() {
        return where(IntStream.concat(IntStream.of(0), edges()), c -> !contains(c));
    }

    private static CodePoints where(IntStream candidates, IntPredicate isIn) {
        IntStream.Builder edges = IntStream.builder();
        boolean inside = false;
        for (int at : candidates.sorted().distinct().toArray()) {
            if (at <= Character.MAX_CODE_POINT && isIn.test(at) != inside) {
                edges.add(at);
                inside = !inside;
            }
        }
        return new CodePoints(edges.build().toArray());
    }

    boolean contains(int codePoint) {
        int found = Arrays.binarySearch(edges, codePoint);
        int begun = found >= 0 ? found + 1 : -found - 1;
        return begun % 2 == 1;
    }

    IntStream edges() {
        return Arrays.stream(edges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints set && Arrays.equals(edges, set.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }
}
