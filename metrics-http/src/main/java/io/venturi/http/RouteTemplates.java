package io.venturi.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The routes of an API, matched against raw request paths: what a path is called in a label, so that labels are bounded
 * whatever clients send.
 *
 * <pre>{@code
 * RouteTemplates routes = RouteTemplates.of("/orders", "/orders/{id}", "/archive/{year:[0-9]{4}}", "/files/{*rest}");
 * routes.template(routes.match("/orders/17?full=true"));   // "/orders/{id}"
 * routes.template(routes.match("/wp-login.php"));          // "UNMATCHED"
 * }</pre>
 *
 * <p>Segment by segment, a literal is preferred to a variable with a constraint, that to a variable ({@code {id}}), and that
 * to the rest of the path ({@code {*rest}}, none or more segments). Constraints are text beside variables ({@code v{version}},
 * {@code {base}..{head}}) and regular expressions ({@code {id:[0-9]+}}), also together; of several, the one with most text beside its
 * variables is preferred, then one with an expression, then the one given first.
 *
 * <p>A regular expression is compared with all of its part of one segment. It may have what takes no memory to match: characters, {@code
 * .} for any, classes such as {@code [^a-z]}, {@code \d \w \s} and their opposites, groups, {@code |}, and the quantifiers {@code *}, {@code
 * +}, {@code ?} and {@code {2,4}}. Anything else is refused. Each is turned into an automaton when the routes are built, so that
 * a path takes time in proportion to its length, whatever the expression.
 *
 * <p>A path ends at {@code ?}. Matrix parameters ({@code ;v=1}), doubled slashes and a trailing slash are ignored. A
 * percent-encoded segment is compared with literals as it is, then decoded; with constraints decoded. A path that is malformed, has a
 * segment {@code .} or {@code ..} (encoded, too), is longer than 2,048 characters or has more than 32 segments matches nothing.
 *
 * <p>Immutable. Matching is thread-safe, allocates nothing, and visits each node of the tree of templates at most once.
 */
public final class RouteTemplates {

    /** What {@link #match} yields for a path that no template matches. */
    public static final int NO_ROUTE = -1;

    /** The label value of a path that no template matches. */
    public static final String UNMATCHED = "UNMATCHED";

    private final List<String> templates;
    private final RouteNode root;

    // Templates that are paths: they win over all others that match the same path, since each of their segments does.
    private final Map<String, Integer> literals;
    private final int longestLiteral;

    private RouteTemplates(List<String> templates, RouteNode root, Map<String, Integer> literals) {
        this.templates = templates;
        this.root = root;
        this.literals = literals;
        this.longestLiteral =
                literals.keySet().stream().mapToInt(String::length).max().orElse(-1);
    }

    /**
     * The routes of these templates.
     *
     * @throws IllegalArgumentException if one is malformed, or two match the same paths; the message names them
     */
    public static RouteTemplates of(String... templates) {
        return of(List.of(templates));
    }

    /**
     * The routes of these templates.
     *
     * @throws IllegalArgumentException if one is malformed, or two match the same paths; the message names them
     */
    public static RouteTemplates of(Collection<String> templates) {
        List<String> texts = List.copyOf(templates);
        Map<List<Object>, String> shapes = new HashMap<>();
        Map<String, Integer> literals = new HashMap<>();
        RouteNode.Builder root = new RouteNode.Builder();
        for (int route = 0; route < texts.size(); route++) {
            String text = texts.get(route);
            List<TemplateSegment> segments = TemplateParser.parse(text);
            refuseSecond(text, shapes.put(shape(segments), text));
            root.add(segments, route);
            if (isPath(text)) {
                literals.put(text, route);
            }
        }
        return new RouteTemplates(texts, root.build(), literals);
    }

    /** Whether a template has no variable, and no {@code %}, which may be malformed. */
    private static boolean isPath(String template) {
        return template.indexOf('{') < 0 && template.indexOf('%') < 0;
    }

    private static List<Object> shape(List<TemplateSegment> segments) {
        return segments.stream().map(TemplateSegment::shape).toList();
    }

    private static void refuseSecond(String template, @Nullable String other) {
        if (other != null) {
            throw new IllegalArgumentException(
                    "templates " + other + " and " + template + " match the same paths: remove one of them");
        }
    }

    /**
     * The route of a raw path, as it came over the wire; a query after it does no harm.
     *
     * @return its place among the templates, from 0, or {@link #NO_ROUTE}
     */
    public int match(String rawPath) {
        if (rawPath.length() <= longestLiteral) { // longer ones are not worth a hash
            Integer literal = literals.get(rawPath);
            if (literal != null) {
                return literal;
            }
        }
        return match(rawPath, 0);
    }

    /** The route of a raw path, from the slash at {@code from}. */
    int match(String rawPath, int from) {
        int end = PathScan.end(rawPath, from);
        return end < 0 ? NO_ROUTE : root.match(rawPath, from, end, 0);
    }

    /** The template of a route, {@link #UNMATCHED} for {@link #NO_ROUTE}. */
    public String template(int route) {
        return route == NO_ROUTE ? UNMATCHED : templates.get(Objects.checkIndex(route, templates.size()));
    }

    /** How many templates there are. */
    public int size() {
        return templates.size();
    }
}
