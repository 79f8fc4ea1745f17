package io.venturi.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the regular expressions that constrain variables: Java's notation, as far as a finite automaton can follow it. What would
 * need a memory or a look around is refused, and so is what would mean something else than in Java; but a
 * dot is any character, a line's end, too.
 */
final class RegexParser {

    private static final CodePoints DIGITS = CodePoints.of('0', '9');
    private static final CodePoints WORDS =
            DIGITS.or(CodePoints.of('a', 'z')).or(CodePoints.of('A', 'Z')).or(CodePoints.of('_', '_'));
    private static final CodePoints SPACES = CodePoints.anyOf(" \t\n\u000b\f\r");

    private static final int MAX_GROUPS = 30;
    private static final int MAX_COUNT = 1_000;
    private static final int END = -1;

    private final String text;
    private final Function<String, IllegalArgumentException> refusal;
    private int at;
    private int groups;

    private RegexParser(String text, Function<String, IllegalArgumentException> refusal) {
        this.text = text;
        this.refusal = refusal;
    }

    /**
     * Reads an expression.
     *
     * @param refusal makes an exception of the reason
     */
    static Regex parse(String text, Function<String, IllegalArgumentException> refusal) {
        RegexParser parser = new RegexParser(text, refusal);
        Regex regex = parser.choice();
        if (parser.at < text.length()) {
            throw parser.refused("')' without '('", "write \\)");
        }
        return regex;
    }

    private Regex choice() {
        List<Regex> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (take('|'));
        return Regex.choice(options);
    }

    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (peek() != END && peek() != '|' && peek() != ')') {
            parts.add(repeated(atom()));
        }
        return Regex.sequence(parts);
    }

    private Regex atom() {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new Regex.One(characterClass());
            case '.' -> new Regex.One(CodePoints.ALL);
            case '\\' -> new Regex.One(escaped());
            case '/' ->
                throw refused("a slash, which no segment has", "end the template with {*name} for more than one");
            case '^', '$' -> throw refused("an anchor", "leave it out, it is compared with all of the segment");
            case '*', '+', '?', '{' -> throw refused("nothing to repeat", "write \\" + (char) c + " for the character");
            default -> new Regex.One(CodePoints.of(c, c));
        };
    }

    private Regex group() {
        if (take('?') && !take(':')) {
            throw refused("a look-around, flag or named group", "use none, or (?:…) for a plain group");
        }
        if (++groups > MAX_GROUPS) {
            throw refused("too many groups in groups", "write it with fewer than " + MAX_GROUPS);
        }
        Regex inner = choice();
        groups--;
        if (!take(')')) {
            throw refused("'(' without ')'", "close it, or write \\(");
        }
        return inner;
    }

    private Regex repeated(Regex part) {
        Regex whole =
                switch (peek()) {
                    case '*' -> repeated(part, 0, Regex.UNLIMITED);
                    case '+' -> repeated(part, 1, Regex.UNLIMITED);
                    case '?' -> repeated(part, 0, 1);
                    case '{' -> counted(part);
                    default -> null;
                };
        if (whole == null) {
            return part;
        }
        take('?'); // reluctant: finds other groups, and matches the same texts
        if (peek() == '+') {
            throw refused("a possessive quantifier", "leave its second '+' out");
        }
        return whole;
    }

    private Regex repeated(Regex part, int least, int most) {
        next();
        return Regex.repetition(part, least, most);
    }

    private Regex counted(Regex part) {
        next();
        int least = count();
        int most = least;
        if (take(',')) {
            most = peek() == '}' ? Regex.UNLIMITED : count();
        }
        if (!take('}') || most < least) {
            throw refused("a malformed count", "write {2}, {2,} or {2,4}");
        }
        return Regex.repetition(part, least, most);
    }

    private int count() {
        int from = at;
        int count = 0;
        while (peek() >= '0' && peek() <= '9' && count <= MAX_COUNT) {
            count = 10 * count + next() - '0';
        }
        if (at == from || count > MAX_COUNT) {
            throw refused("a malformed count", "write {2}, {2,} or {2,4}, up to " + MAX_COUNT);
        }
        return count;
    }

    private CodePoints characterClass() {
        boolean negated = take('^');
        CodePoints set = members();
        while (!take(']')) {
            set = set.or(members());
        }
        return negated ? set.not() : set;
    }

    /** One character of a class, or a range or set of them. */
    private CodePoints members() {
        CodePoints first = member();
        if (peek() != '-' || peekSecond() == ']') {
            return first;
        }
        next();
        CodePoints last = member();
        int from = single(first);
        int to = single(last);
        if (from > to) {
            throw refused("a range of characters from a later to an earlier one", "turn it round");
        }
        return CodePoints.of(from, to);
    }

    private CodePoints member() {
        int c = peek();
        if (c == END) {
            throw refused("'[' without ']'", "close it, or write \\[");
        }
        if (c == '[' || c == ']' || (c == '&' && peekSecond() == '&')) {
            throw refused("an empty class, or one in another", "write \\[, \\] and \\& for the characters");
        }
        next();
        return c == '\\' ? escaped() : CodePoints.of(c, c);
    }

    private int single(CodePoints set) {
        int[] edges = set.edges().toArray();
        if (edges.length == 0 || !set.equals(CodePoints.of(edges[0], edges[0]))) {
            throw refused("a range that begins or ends with a set of characters", "write \\- for the character");
        }
        return edges[0];
    }

    private CodePoints escaped() {
        int c = next();
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.not();
            case 'w' -> WORDS;
            case 'W' -> WORDS.not();
            case 's' -> SPACES;
            case 'S' -> SPACES.not();
            default -> {
                if (c == END || Character.isLetterOrDigit(c)) {
                    throw refused(
                            "an escape other than \\d, \\w, \\s and their opposites",
                            "spell the characters out, as in [a-z0-9]");
                }
                yield CodePoints.of(c, c);
            }
        };
    }

    private boolean take(char c) {
        boolean taken = peek() == c;
        if (taken) {
            at++;
        }
        return taken;
    }

    private int next() {
        int c = peek();
        at += c == END ? 0 : Character.charCount(c);
        return c;
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    private int peekSecond() {
        return at + 1 < text.length() ? text.charAt(at + 1) : END;
    }

    private IllegalArgumentException refused(String what, String remedy) {
        return refusal.apply("has " + what + ", up to character " + at + ": " + remedy);
    }
}
