package io.venturi.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A regular expression in the strict sense: one that a finite automaton decides, character by character. Its derivative by a
 * character matches what may follow that character; derivatives are the states of the automaton. Expressions are kept in a form
 * in which there are finitely many of them. Immutable, compared by value.
 */
sealed interface Regex {

    /** Matches no text at all. */
    Regex NOTHING = new Choice(Set.of());

    /** Matches the empty text. */
    Regex EMPTY = new Sequence(List.of());

    /** No limit to a repetition. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** Whether it matches the empty text. */
    boolean isNullable();

    /** What may follow a character. */
    Regex derivative(int codePoint);

    /** How many expressions it is made of. */
    int size();

    /** The sets of characters that it tells apart. */
    Stream<CodePoints> sets();

    /** One character of a set. */
    record One(CodePoints set) implements Regex {

        @Override
        public boolean isNullable() {
            return false;
        }

        @Override
        public Regex derivative(int codePoint) {
            return set.contains(codePoint) ? EMPTY : NOTHING;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Stream<CodePoints> sets() {
            return Stream.of(set);
        }
    }

    /** One after the other. */
    record Sequence(List<Regex> parts) implements Regex {

        @Override
        public boolean isNullable() {
            return parts.stream().allMatch(Regex::isNullable);
        }

        @Override
        public Regex derivative(int codePoint) {
            List<Regex> options = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                Regex part = parts.get(i);
                options.add(then(part.derivative(codePoint), sequence(parts.subList(i + 1, parts.size()))));
                if (!part.isNullable()) {
                    break;
                }
            }
            return choice(options);
        }

        @Override
        public int size() {
            return 1 + parts.stream().mapToInt(Regex::size).sum();
        }

        @Override
        public Stream<CodePoints> sets() {
            return parts.stream().flatMap(Regex::sets);
        }
    }

    /** Any one of them. */
    record Choice(Set<Regex> options) implements Regex {

        @Override
        public boolean isNullable() {
            return options.stream().anyMatch(Regex::isNullable);
        }

        @Override
        public Regex derivative(int codePoint) {
            return choice(
                    options.stream().map(option -> option.derivative(codePoint)).toList());
        }

        @Override
        public int size() {
            return 1 + options.stream().mapToInt(Regex::size).sum();
        }

        @Override
        public Stream<CodePoints> sets() {
            return options.stream().flatMap(Regex::sets);
        }
    }

    /** Again and again. */
    record Repetition(Regex part, int least, int most) implements Regex {

        @Override
        public boolean isNullable() {
            return least == 0 || part.isNullable();
        }

        @Override
        public Regex derivative(int codePoint) {
            int more = most == UNLIMITED ? UNLIMITED : most - 1;
            return then(part.derivative(codePoint), repetition(part, Math.max(0, least - 1), more));
        }

        @Override
        public int size() {
            return 1 + part.size();
        }

        @Override
        public Stream<CodePoints> sets() {
            return part.sets();
        }
    }

    /** What the other one matches, save the empty text. */
    record NonEmpty(Regex regex) implements Regex {

        @Override
        public boolean isNullable() {
            return false;
        }

        @Override
        public Regex derivative(int codePoint) {
            return regex.derivative(codePoint);
        }

        @Override
        public int size() {
            return 1 + regex.size();
        }

        @Override
        public Stream<CodePoints> sets() {
            return regex.sets();
        }
    }

    /** The text itself. */
    static Regex literal(String text) {
        return sequence(text.codePoints()
                .<Regex>mapToObj(c -> new One(CodePoints.of(c, c)))
                .toList());
    }

    /** A choice is multiplied out: else there would be many ways to write the same, and a state for each. */
    private static Regex then(Regex first, Regex second) {
        return first instanceof Choice choice
                ? choice(choice.options.stream()
                        .map(option -> sequence(List.of(option, second)))
                        .toList())
                : sequence(List.of(first, second));
    }

    static Regex sequence(List<Regex> parts) {
        List<Regex> flat = new ArrayList<>();
        for (Regex part : parts) {
            if (part.equals(NOTHING)) {
                return NOTHING;
            }
            if (part instanceof Sequence sequence) {
                flat.addAll(sequence.parts);
            } else {
                flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.get(0) : new Sequence(List.copyOf(flat));
    }

    static Regex choice(List<Regex> options) {
        Set<Regex> flat = new LinkedHashSet<>();
        for (Regex option : options) {
            if (option instanceof Choice choice) {
                flat.addAll(choice.options);
            } else {
                flat.add(option);
            }
        }
        return flat.size() == 1 ? flat.iterator().next() : new Choice(flat);
    }

    static Regex repetition(Regex part, int least, int most) {
        if (most == 0) {
            return EMPTY;
        }
        boolean same = least == 1 && most == 1;
        return same ? part : new Repetition(part, least, most);
    }
}
