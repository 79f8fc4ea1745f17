package io.venturi.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The code points, in classes that a pattern need not tell apart any further. Immutable. */
final class Alphabet {

    private static final int ASCII = 128;

    /** Where runs of one class begin, from 0 on, and the class of each. */
    private final int[] starts;

    private final int[] classes;

    private final int size;
    private final int[] classOfAscii;

    private Alphabet(int[] starts, int[] classes) {
        this.starts = starts;
        this.classes = classes;
        this.size = Arrays.stream(classes).max().orElse(-1) + 1;
        this.classOfAscii = IntStream.range(0, ASCII).map(this::find).toArray();
    }

    /** Tells apart what any of the sets does. */
    static Alphabet of(List<CodePoints> sets) {
        int[] candidates = IntStream.concat(IntStream.of(0), sets.stream().flatMapToInt(CodePoints::edges))
                .sorted()
                .distinct()
                .toArray();
        return of(candidates, c -> sets.stream().map(set -> set.contains(c)).toList());
    }

    /** With one class for all that are equal in this respect; numbered by their first code points. */
    Alphabet merged(IntFunction<?> respect) {
        return of(starts, c -> respect.apply(classOf(c)));
    }

    private static Alphabet of(int[] candidates, IntFunction<?> respect) {
        Map<Object, Integer> numbers = new HashMap<>();
        List<Integer> starts = new ArrayList<>();
        List<Integer> classes = new ArrayList<>();
        int before = -1;
        for (int start : candidates) {
            int number = numbers.computeIfAbsent(respect.apply(start), key -> numbers.size());
            if (number != before) {
                starts.add(start);
                classes.add(number);
                before = number;
            }
        }
        return new Alphabet(array(starts), array(classes));
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** How many classes there are. */
    int size() {
        return size;
    }

    /** A member of each class. */
    int[] members() {
        return IntStream.range(0, size)
                .map(wanted -> starts[
                        IntStream.range(0, classes.length)
                                .filter(run -> classes[run] == wanted)
                                .findFirst()
                                .orElseThrow()])
                .toArray();
    }

    int classOf(int codePoint) {
        return codePoint < ASCII ? classOfAscii[codePoint] : find(codePoint);
    }

    private int find(int codePoint) {
        int found = Arrays.binarySearch(starts, codePoint);
        return classes[found >= 0 ? found : -found - 2];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Alphabet alphabet
                && Arrays.equals(starts, alphabet.starts)
                && Arrays.equals(classes, alphabet.classes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(classes);
    }
}
