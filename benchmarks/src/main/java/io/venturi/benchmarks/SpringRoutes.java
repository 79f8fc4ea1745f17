package io.venturi.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Routes with Spring's {@link PathPattern}, found per request as Spring MVC does: the path is parsed; a pattern without
 * variables is looked up by its text; else the patterns are tried. MVC tries all and sorts those that match; this one keeps them
 * sorted and stops at the first, which is in Spring's favour.
 */
final class SpringRoutes {

    private final Map<String, String> literals = new HashMap<>();
    private final PathPattern[] patterns;

    SpringRoutes(List<String> templates) {
        for (String template : templates) {
            if (template.indexOf('{') < 0) {
                literals.put(template, template);
            }
        }
        this.patterns = templates.stream()
                .map(PathPatternParser.defaultInstance::parse)
                .sorted()
                .toArray(PathPattern[]::new);
    }

    @Nullable
    String template(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        String literal = literals.get(path);
        if (literal != null) {
            return literal;
        }
        for (PathPattern pattern : patterns) {
            if (pattern.matches(parsed)) {
                return pattern.getPatternString();
            }
        }
        return null;
    }
}
