package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class SegmentPatternPropertyTest {

    private static final List<String> CHARACTERS = List.of("a", "b", "1", "-", "\u00e9", "\ud834\udd1e");

    /** All texts of one to four of the characters. */
    private static final List<String> TEXTS = IntStream.range(1, 5)
            .mapToObj(SegmentPatternPropertyTest::textsOfLength)
            .flatMap(List::stream)
            .toList();

    private static List<String> textsOfLength(int length) {
        return length == 0
                ? List.of("")
                : textsOfLength(length - 1).stream()
                        .flatMap(text -> CHARACTERS.stream().map(text::concat))
                        .toList();
    }

    @Property(tries = 200)
    void itMatchesWhatJavaMatches(@ForAll("regexes") String regex) {
        SegmentPattern pattern = compile(regex);
        Pattern java = Pattern.compile(regex, Pattern.DOTALL);
        for (String text : TEXTS) {
            assertThat(matches(pattern, text))
                    .as("%s: %s", regex, text)
                    .isEqualTo(java.matcher(text).matches());
        }
    }

    @Property(tries = 300)
    void patternsAreEqualIfTheyMatchTheSameTexts(@ForAll("regexes") String one, @ForAll("regexes") String other) {
        SegmentPattern first = compile(one);
        SegmentPattern second = compile(other);
        boolean same = TEXTS.stream().allMatch(text -> matches(first, text) == matches(second, text));
        if (first.equals(second)) {
            assertThat(same).as("%s and %s", one, other).isTrue();
            assertThat(first).hasSameHashCodeAs(second);
        }
        Statistics.collect(!same ? "different" : first.equals(second) ? "equal" : "equal up to four characters");
    }

    @Property(tries = 200)
    void howItIsWrittenDoesNotMatter(@ForAll("regexes") String regex, @ForAll("regexes") String other) {
        SegmentPattern pattern = compile(regex);
        assertThat(compile("(?:" + regex + "){1}|[^\\d\\D]")).isEqualTo(pattern);
        assertThat(compile(regex + "|" + regex)).isEqualTo(pattern);
        assertThat(compile(other + "|" + regex)).isEqualTo(compile(regex + "|" + other));
        assertThat(compile("(" + regex + ")*(" + regex + ")")).isEqualTo(compile("(" + regex + ")+"));
    }

    private static SegmentPattern compile(String regex) {
        Optional<SegmentPattern> pattern =
                PatternCompiler.compile(RegexParser.parse(regex, IllegalArgumentException::new));
        Assume.that(pattern.isPresent()); // few take too many states
        return pattern.orElseThrow();
    }

    private static boolean matches(SegmentPattern pattern, String text) {
        String path = '/' + text;
        return pattern.matches(path, PathScan.next(path, 1, path.length()));
    }

    @Provide
    Arbitrary<String> regexes() {
        return regexes(2);
    }

    private static Arbitrary<String> regexes(int depth) {
        Arbitrary<String> atom = Arbitraries.of(
                "a",
                "b",
                "-",
                "\u00e9",
                "\ud834\udd1e",
                ".",
                "\\d",
                "\\D",
                "\\w",
                "\\W",
                "\\S",
                "[ab]",
                "[^a]",
                "[a-z1]",
                "[^\\w-]",
                "[\\d-]",
                "\\-",
                "[\u00e0-\u00ff]",
                "ab",
                "()");
        if (depth == 0) {
            return atom;
        }
        Arbitrary<String> inner = regexes(depth - 1);
        Arbitrary<String> quantifier =
                Arbitraries.of("", "", "", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}", "{0}");
        Arbitrary<String> group = Arbitraries.oneOf(inner.map(regex -> "(" + regex + ")"), atom);
        Arbitrary<String> repeated = Combinators.combine(group, quantifier)
                .as((regex, suffix) ->
                        (regex.length() == 2 && suffix.length() > 0 ? "(?:" + regex + ")" : regex) + suffix);
        Arbitrary<String> sequence = repeated.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join("", parts));
        return sequence.list().ofMinSize(1).ofMaxSize(2).map(options -> String.join("|", options));
    }
}
