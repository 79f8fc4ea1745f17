package io.venturi.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes templates apart: {@code /orders/{id}}. */
final class TemplateParser {

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]*";
    private static final Pattern LITERAL = Pattern.compile("[^{}/?#;\\s\\p{Cntrl}]+");
    private static final Pattern VARIABLE = Pattern.compile("\\{" + NAME + "}");
    private static final Pattern REST = Pattern.compile("\\{\\*" + NAME + "}");
    // JAX-RS lets spaces stand around the name and the expression.
    private static final Pattern REGEX = Pattern.compile("\\{\\s*" + NAME + "\\s*:(.*)}", Pattern.DOTALL);

    private static final Regex ANY_TEXT = Regex.repetition(new Regex.One(CodePoints.ALL), 1, Regex.UNLIMITED);
    private static final SegmentPattern ANYTHING =
            PatternCompiler.compile(ANY_TEXT).orElseThrow();
    private static final String ADVICE =
            ": write a literal, {name}, {name:regex}, prefix{name}suffix or, at the end, {*name}";

    private final String template;

    private TemplateParser(String template) {
        this.template = template;
    }

    /**
     * The segments of a template.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static List<TemplateSegment> parse(String template) {
        return new TemplateParser(template).segments();
    }

    private List<TemplateSegment> segments() {
        if (!template.startsWith("/")) {
            throw refused("must start with a slash");
        }
        if (template.length() > PathScan.MAX_LENGTH) {
            throw refused("is longer than the " + PathScan.MAX_LENGTH + " characters of a path");
        }
        List<TemplateSegment> segments = new ArrayList<>();
        for (int from = 1; from <= template.length() && template.length() > 1; ) {
            if (segments.contains(TemplateSegment.REST)) {
                throw refused("goes on behind the rest of the path: {*…} must come last");
            }
            int end = endOfSegment(from);
            segments.add(segment(template.substring(from, end)));
            from = end + 1;
        }
        if (segments.size() > PathScan.MAX_SEGMENTS) {
            throw refused("has more than " + PathScan.MAX_SEGMENTS + " segments");
        }
        return segments;
    }

    /** The next slash that is in no braces, or the end. */
    private int endOfSegment(int from) {
        int at = from;
        while (at < template.length() && template.charAt(at) != '/') {
            at = template.charAt(at) == '{' ? endOfVariable(template, at) : at + 1;
        }
        return at;
    }

    /** Behind the brace that closes the one at {@code from}, with braces in between in pairs or behind a backslash. */
    private static int endOfVariable(String text, int from) {
        int depth = 0;
        int at = from;
        do {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
            at++;
        } while (depth > 0 && at < text.length());
        return Math.min(at, text.length());
    }

    private TemplateSegment segment(String text) {
        if (text.isEmpty()) {
            throw refused("has an empty segment or a trailing slash: remove it, requests match with and without");
        }
        if (text.equals(".") || text.equals("..")) {
            throw refused("has the segment " + text + ", which no path matches");
        }
        if (REST.matcher(text).matches()) {
            return TemplateSegment.REST;
        }
        if (VARIABLE.matcher(text).matches()) {
            return TemplateSegment.VARIABLE;
        }
        return text.indexOf('{') < 0 ? TemplateSegment.literal(literal(text, text)) : constrained(text);
    }

    private String literal(String literal, String segment) {
        if (!LITERAL.matcher(literal).matches()) {
            throw refused("has the segment '" + segment + "'" + ADVICE);
        }
        return literal;
    }

    private TemplateSegment constrained(String text) {
        List<Regex> parts = new ArrayList<>();
        int literals = 0;
        boolean isRegex = false;
        for (int at = 0; at < text.length(); ) {
            int end = endOfPart(text, at);
            String part = text.substring(at, end);
            Matcher regex = REGEX.matcher(part);
            if (regex.matches()) {
                isRegex = true;
                parts.add(regex(regex.group(1).strip()));
            } else if (VARIABLE.matcher(part).matches() && !(at > 0 && parts.get(parts.size() - 1) == ANY_TEXT)) {
                parts.add(ANY_TEXT);
            } else {
                literals += end - at;
                parts.add(Regex.literal(literal(part, text)));
            }
            at = end;
        }
        SegmentPattern pattern = pattern(Regex.sequence(parts), text);
        return pattern.equals(ANYTHING)
                ? TemplateSegment.VARIABLE
                : TemplateSegment.constrained(new TemplateSegment.Constraint(pattern, literals, isRegex));
    }

    /** Of a variable, or of the literal before the next one. */
    private static int endOfPart(String text, int from) {
        if (text.charAt(from) == '{') {
            return endOfVariable(text, from);
        }
        int open = text.indexOf('{', from);
        return open < 0 ? text.length() : open;
    }

    private Regex regex(String text) {
        return RegexParser.parse(text, reason -> refused("has the constraint '" + text + "', which " + reason));
    }

    private SegmentPattern pattern(Regex regex, String segment) {
        SegmentPattern pattern = PatternCompiler.compile(regex)
                .orElseThrow(() -> refused("has the segment '" + segment
                        + "', which takes too many states to match: constrain it less, say by + instead of a count"));
        if (!pattern.matchesSome()) {
            throw refused("has the segment '" + segment + "', which matches nothing but the empty text, if that");
        }
        return pattern;
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("template '" + template + "' " + reason);
    }
}
