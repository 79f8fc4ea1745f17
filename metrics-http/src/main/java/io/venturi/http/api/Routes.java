package io.venturi.http.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route of a call. Immutable. */
final class Routes {

    private final List<Route> all;

    Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Where a call goes.
     *
     * @param variables of its path
     */
    record Match(Route route, Map<String, String> variables) {}

    List<Route> all() {
        return all;
    }

    /** The route of a method, HEAD as GET, and a path; refuses what is not served. */
    Match find(String method, String path) throws Refusal {
        List<Match> matches = new ArrayList<>();
        for (Route route : all) {
            Map<String, String> variables = variables(route.template(), path);
            if (variables != null) {
                matches.add(new Match(route, variables));
            }
        }
        if (matches.isEmpty()) {
            throw new Refusal(404, "There is no such path: the API's document tells those that there are");
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        for (Match match : matches) {
            if (match.route().method().equals(asked)) {
                return match;
            }
        }
        String allowed = allowed(matches);
        throw new Refusal(405, "Only " + allowed + " are allowed here").with("Allow", allowed);
    }

    private static String allowed(List<Match> matches) {
        TreeSet<String> methods = new TreeSet<>();
        for (Match match : matches) {
            methods.add(match.route().method());
            if (match.route().method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        return String.join(", ", methods);
    }

    /** The values of a template's variables in a path; null where they do not match. */
    private static @Nullable Map<String, String> variables(String template, String path) {
        String[] expected = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (expected.length != given.length) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{")) {
                variables.put(expected[i].substring(1, expected[i].length() - 1), given[i]);
            } else if (!expected[i].equals(given[i])) {
                return null;
            }
        }
        return Collections.unmodifiableMap(variables);
    }
}
