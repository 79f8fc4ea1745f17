package io.venturi.http;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of the tree of templates: what may come after one and the same beginning. Immutable. */
final class RouteNode {

    private static final int NONE = RouteTemplates.NO_ROUTE;

    private final int endsHere;
    private final int restFromHere;
    private final LiteralTable literals;
    private final Constrained[] constrained;
    private final @Nullable RouteNode variable;

    /** Whether there is nothing here but literals and a variable. */
    private final boolean plain;

    private RouteNode(Builder builder) {
        this.endsHere = builder.endsHere;
        this.restFromHere = builder.restFromHere;
        Map<String, RouteNode> literalNodes = new LinkedHashMap<>();
        builder.literals.forEach((text, next) -> literalNodes.put(text, next.build()));
        this.literals = new LiteralTable(literalNodes);
        this.constrained = builder.constrained.entrySet().stream()
                .map(entry -> new Constrained(entry.getKey(), entry.getValue().build()))
                .sorted(Constrained.MOST_SPECIFIC_FIRST)
                .toArray(Constrained[]::new);
        this.variable = builder.variable == null ? null : builder.variable.build();
        this.plain = constrained.length == 0 && restFromHere == NONE;
    }

    /** The route of what is left of a path. {@code depth} segments lie before it. */
    int match(String path, int from, int end, int depth) {
        RouteNode node = this;
        int at = from;
        for (int before = depth; ; before++) {
            long segment = PathScan.next(path, at, end);
            if (segment == PathScan.END) {
                return node.endsHere != NONE ? node.endsHere : node.restFromHere;
            }
            if (segment == PathScan.MALFORMED || before == PathScan.MAX_SEGMENTS) {
                return NONE;
            }
            if (!node.plain || PathScan.isEncoded(segment)) {
                return node.matchInTurn(path, segment, end, before);
            }
            at = PathScan.end(segment);
            // Most nodes leave one way to go, which needs no return, so no call.
            RouteNode next = node.literals.get(path, segment);
            if (next == null) {
                next = node.variable;
            } else if (node.variable != null) {
                int route = next.match(path, at, end, before + 1);
                if (route != NONE) {
                    return route;
                }
                next = node.variable;
            }
            if (next == null) {
                return NONE;
            }
            node = next;
        }
    }

    private int matchInTurn(String path, long segment, int end, int depth) {
        int next = PathScan.end(segment);
        int route = matchLiteral(path, segment, end, depth);
        for (int i = 0; route == NONE && i < constrained.length; i++) {
            if (constrained[i].pattern.matches(path, segment)) {
                route = constrained[i].next.match(path, next, end, depth + 1);
            }
        }
        if (route == NONE && variable != null) {
            route = variable.match(path, next, end, depth + 1);
        }
        if (route == NONE && restFromHere != NONE && PathScan.restIsWellFormed(path, next, end, depth + 1)) {
            route = restFromHere;
        }
        return route;
    }

    private int matchLiteral(String path, long segment, int end, int depth) {
        int next = PathScan.end(segment);
        RouteNode literal = literals.get(path, segment);
        int route = literal == null ? NONE : literal.match(path, next, end, depth + 1);
        if (route == NONE && PathScan.isEncoded(segment)) {
            RouteNode decoded = literals.getDecoded(path, segment);
            if (decoded != null && decoded != literal) {
                route = decoded.match(path, next, end, depth + 1);
            }
        }
        return route;
    }

    /** What may come after a segment of a pattern. */
    private record Constrained(TemplateSegment.Constraint constraint, SegmentPattern pattern, RouteNode next) {

        /** Of equal ones the first that was added. */
        static final Comparator<Constrained> MOST_SPECIFIC_FIRST = Comparator.comparingInt(
                        (Constrained c) -> -c.constraint.literals())
                .thenComparingInt(c -> c.constraint.isRegex() ? 0 : 1);

        Constrained(TemplateSegment.Constraint constraint, RouteNode next) {
            this(constraint, constraint.pattern(), next);
        }
    }

    /** Grows a tree. */
    static final class Builder {

        private int endsHere = NONE;
        private int restFromHere = NONE;
        private final Map<String, Builder> literals = new LinkedHashMap<>();
        private final Map<TemplateSegment.Constraint, Builder> constrained = new LinkedHashMap<>();
        private @Nullable Builder variable;

        void add(List<TemplateSegment> segments, int route) {
            Builder node = this;
            for (TemplateSegment segment : segments) {
                if (segment.kind() == TemplateSegment.Kind.REST) {
                    node.restFromHere = route;
                    return;
                }
                node = node.next(segment);
            }
            node.endsHere = route;
        }

        private Builder next(TemplateSegment segment) {
            TemplateSegment.Constraint constraint = segment.constraint();
            if (constraint != null) {
                return constrained.computeIfAbsent(constraint, key -> new Builder());
            }
            if (segment.kind() == TemplateSegment.Kind.LITERAL) {
                return literals.computeIfAbsent(segment.text(), key -> new Builder());
            }
            Builder present = variable;
            if (present == null) {
                variable = present = new Builder();
            }
            return present;
        }

        RouteNode build() {
            return new RouteNode(this);
        }
    }
}
