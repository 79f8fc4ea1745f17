package io.venturi.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One segment of a template.
 *
 * @param kind what it matches
 * @param prefix the literal, or what stands before a variable
 * @param suffix what stands behind a variable
 */
record TemplateSegment(Kind kind, String prefix, String suffix) {

    /** In the order of preference. */
    enum Kind {
        LITERAL,
        CONSTRAINED,
        VARIABLE,
        REST
    }

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]*";
    private static final Pattern LITERAL = Pattern.compile("[^{}/?#;\\s\\p{Cntrl}]+");
    private static final Pattern VARIABLE = Pattern.compile("([^{}]*)\\{" + NAME + "}([^{}]*)");
    private static final Pattern REST = Pattern.compile("\\{\\*" + NAME + "}");

    /** Takes a template apart: {@code /orders/{id}}. */
    static List<TemplateSegment> parse(String template) {
        if (!template.startsWith("/")) {
            throw refused(template, "must start with a slash");
        }
        if (template.length() > PathScan.MAX_LENGTH) {
            throw refused(template, "is longer than the " + PathScan.MAX_LENGTH + " characters of a path");
        }
        List<TemplateSegment> segments = new ArrayList<>();
        if (template.equals("/")) {
            return segments;
        }
        for (String text : template.substring(1).split("/", -1)) {
            if (!segments.isEmpty() && segments.get(segments.size() - 1).kind == Kind.REST) {
                throw refused(template, "goes on behind the rest of the path: {*…} must come last");
            }
            segments.add(segment(text, template));
        }
        if (segments.size() > PathScan.MAX_SEGMENTS) {
            throw refused(template, "has more than " + PathScan.MAX_SEGMENTS + " segments");
        }
        return segments;
    }

    private static TemplateSegment segment(String text, String template) {
        if (text.isEmpty()) {
            throw refused(
                    template, "has an empty segment or a trailing slash: remove it, requests match with and without");
        }
        if (text.equals(".") || text.equals("..")) {
            throw refused(template, "has the segment " + text + ", which no path matches");
        }
        if (REST.matcher(text).matches()) {
            return new TemplateSegment(Kind.REST, "", "");
        }
        Matcher variable = VARIABLE.matcher(text);
        if (variable.matches()) {
            return variable(variable.group(1), variable.group(2), template);
        }
        if (!LITERAL.matcher(text).matches()) {
            throw refused(
                    template,
                    "has the segment '" + text
                            + "': write a literal, {name}, prefix{name}suffix or, at the end, {*name}");
        }
        return new TemplateSegment(Kind.LITERAL, text, "");
    }

    private static TemplateSegment variable(String prefix, String suffix, String template) {
        for (String literal : List.of(prefix, suffix)) {
            if (!literal.isEmpty() && !LITERAL.matcher(literal).matches()) {
                throw refused(template, "has '" + literal + "' beside a variable: no path has that in a segment");
            }
        }
        boolean free = prefix.isEmpty() && suffix.isEmpty();
        return new TemplateSegment(free ? Kind.VARIABLE : Kind.CONSTRAINED, prefix, suffix);
    }

    private static IllegalArgumentException refused(String template, String reason) {
        return new IllegalArgumentException("template '" + template + "' " + reason);
    }

    /** Equal for segments that match the same texts. Braces are in no literal, so that shapes of different kinds differ. */
    String shape() {
        return switch (kind) {
            case LITERAL -> prefix;
            case CONSTRAINED, VARIABLE -> prefix + "{}" + suffix;
            case REST -> "{*}";
        };
    }
}
