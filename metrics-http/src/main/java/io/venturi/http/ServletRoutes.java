package io.venturi.http;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

/** Tells the route of a servlet's request: never anything of the path itself. Immutable. */
final class ServletRoutes {

    /**
     * Where frameworks leave the pattern that they matched: Spring MVC, then Spring WebFlux on a servlet container. (JAX-RS
     * has no such attribute; its {@code ContainerRequestFilter}s can set ours.)
     */
    private static final String[] FRAMEWORKS = {
        "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern",
        "org.springframework.web.reactive.HandlerMapping.bestMatchingPattern"
    };

    private final @Nullable RouteTemplates templates;

    ServletRoutes(@Nullable RouteTemplates templates) {
        this.templates = templates;
    }

    /** The handle of a request's route. */
    <R> R route(HttpServletRequest request, ServedRequests<R> requests) {
        String told = told(request);
        if (told != null) {
            return requests.route(told);
        }
        int route = templates == null ? RouteTemplates.NO_ROUTE : match(templates, request);
        String mapping = route == RouteTemplates.NO_ROUTE ? mapping(request) : null;
        return mapping == null ? requests.template(route) : requests.route(mapping);
    }

    /** What an attribute says, if one does. */
    private static @Nullable String told(HttpServletRequest request) {
        if (request.getAttribute(ApiMetricsFilter.ROUTE_ATTRIBUTE) instanceof String given && !given.isEmpty()) {
            return given;
        }
        for (String attribute : FRAMEWORKS) {
            Object pattern = request.getAttribute(attribute);
            if (pattern != null) {
                return pattern.toString(); // a PathPattern's is its text
            }
        }
        return null;
    }

    /** Templates are relative to the context, as mappings are: where it is deployed is not the application's to know. */
    private static int match(RouteTemplates templates, HttpServletRequest request) {
        String path = request.getRequestURI();
        return path == null ? RouteTemplates.NO_ROUTE : templates.match(path, contextLength(path, request));
    }

    /** How many characters of a path are the context's. */
    static int contextLength(String path, HttpServletRequest request) {
        String context = request.getContextPath();
        return context != null && path.startsWith(context) ? context.length() : 0;
    }

    /** The mapping of the servlet, where that says more than that there is one. */
    private static @Nullable String mapping(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        if (mapping == null) {
            return null;
        }
        MappingMatch match = mapping.getMappingMatch();
        String pattern = mapping.getPattern();
        boolean telling = match == MappingMatch.EXACT || (match == MappingMatch.PATH && !pattern.equals("/*"));
        return telling ? pattern : null;
    }
}
