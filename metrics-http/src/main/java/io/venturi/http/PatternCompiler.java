package io.venturi.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the automaton of a regular expression: explores its derivatives, then merges those that match the same texts. */
final class PatternCompiler {

    private static final int MAX_STATES = 1_000;

    /** Of the expressions behind the states, all together: what bounds the time that compiling takes. */
    private static final int MAX_SIZE = 50_000;

    private final Map<Regex, Integer> numbers = new HashMap<>();
    private final List<Regex> states = new ArrayList<>();
    private final List<int[]> rows = new ArrayList<>();

    private PatternCompiler() {}

    /** The pattern that matches what the expression does, save the empty text; none if that takes too many states. */
    static Optional<SegmentPattern> compile(Regex regex) {
        Alphabet alphabet = Alphabet.of(regex.sets().distinct().toList());
        PatternCompiler compiler = new PatternCompiler();
        return compiler.explore(new Regex.NonEmpty(regex), alphabet)
                ? Optional.of(compiler.smallest(alphabet))
                : Optional.empty();
    }

    /** Whether there were few enough states, and small ones. */
    private boolean explore(Regex start, Alphabet alphabet) {
        number(start);
        int[] members = alphabet.members();
        int size = 0;
        for (int state = 0; state < states.size(); state++) {
            Regex regex = states.get(state);
            size += regex.size();
            if (states.size() > MAX_STATES || size > MAX_SIZE) {
                return false;
            }
            rows.add(Arrays.stream(members)
                    .map(member -> number(regex.derivative(member)))
                    .toArray());
        }
        return true;
    }

    private int number(Regex regex) {
        Integer known = numbers.putIfAbsent(regex, states.size());
        if (known != null) {
            return known;
        }
        states.add(regex);
        return states.size() - 1;
    }

    /** Numbers states and characters in an order that depends on what is matched, not on how that was written. */
    private SegmentPattern smallest(Alphabet alphabet) {
        int[] blocks = blocks();
        Alphabet merged =
                alphabet.merged(c -> rows.stream().map(row -> blocks[row[c]]).toList());
        int[] classes = Arrays.stream(merged.members()).map(alphabet::classOf).toArray();
        List<Integer> order = new ArrayList<>(List.of(0)); // a state of each block, in the order of their discovery
        Map<Integer, Integer> places = new HashMap<>(Map.of(blocks[0], 0));
        List<int[]> next = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            int[] row = rows.get(order.get(i));
            next.add(Arrays.stream(classes)
                    .map(c -> places.computeIfAbsent(blocks[row[c]], block -> {
                        order.add(row[c]);
                        return order.size() - 1;
                    }))
                    .toArray());
        }
        boolean[] accepting = new boolean[order.size()];
        for (int i = 0; i < accepting.length; i++) {
            accepting[i] = states.get(order.get(i)).isNullable();
        }
        return new SegmentPattern(merged, next.toArray(int[][]::new), accepting);
    }

    /** For each state a number that it shares with the states that match the same texts. */
    private int[] blocks() {
        int[] blocks =
                states.stream().mapToInt(regex -> regex.isNullable() ? 1 : 0).toArray();
        int count = 0;
        while (true) {
            int[] coarse = blocks;
            Map<List<Integer>, Integer> finer = new HashMap<>();
            blocks = IntStream.range(0, states.size())
                    .map(state -> finer.computeIfAbsent(signature(state, coarse), key -> finer.size()))
                    .toArray();
            if (finer.size() == count) {
                return blocks;
            }
            count = finer.size();
        }
    }

    private List<Integer> signature(int state, int[] blocks) {
        List<Integer> signature = new ArrayList<>(List.of(blocks[state]));
        for (int next : rows.get(state)) {
            signature.add(blocks[next]);
        }
        return signature;
    }
}
