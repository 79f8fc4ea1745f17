package io.venturi.http;

import org.jspecify.annotations.Nullable;

/**
 * One segment of a template.
 *
 * @param kind what it matches
 * @param text the literal
 * @param constraint how its variables are constrained
 */
record TemplateSegment(Kind kind, String text, @Nullable Constraint constraint) {

    /** In the order of preference. */
    enum Kind {
        LITERAL,
        CONSTRAINED,
        VARIABLE,
        REST
    }

    static final TemplateSegment VARIABLE = new TemplateSegment(Kind.VARIABLE, "", null);
    static final TemplateSegment REST = new TemplateSegment(Kind.REST, "", null);

    /**
     * What a segment with variables has to look like.
     *
     * @param pattern matches the whole segment
     * @param literals how many characters stand beside its variables
     * @param isRegex whether it is made of more than those
     */
    record Constraint(SegmentPattern pattern, int literals, boolean isRegex) {}

    static TemplateSegment literal(String text) {
        return new TemplateSegment(Kind.LITERAL, text, null);
    }

    static TemplateSegment constrained(Constraint constraint) {
        return new TemplateSegment(Kind.CONSTRAINED, "", constraint);
    }

    /** Equal for segments that match the same texts, however they are written. */
    Object shape() {
        return constraint == null ? this : constraint.pattern;
    }
}
