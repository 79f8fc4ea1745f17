package io.venturi.http;

import io.venturi.ApiRouteMeters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** How large the bodies of a servlet's request and response are: as their headers say, else as counted on their way. */
final class ServletBodies {

    private final CountedRequest request;
    private final CountedResponse response;

    ServletBodies(HttpServletRequest request, HttpServletResponse response) {
        this.response = new CountedResponse(response);
        this.request = new CountedRequest(request, this.response);
    }

    /** The request, to be handled in place of the one it came from. */
    HttpServletRequest request() {
        return request;
    }

    /** The response, to be filled in place of the one it came from. */
    HttpServletResponse response() {
        return response;
    }

    void record(ApiRouteMeters route) {
        long asked = request.size();
        if (asked >= 0) {
            route.requestBytes(asked);
        }
        long answered = request.getMethod().equals("HEAD") ? 0 : response.size();
        if (answered >= 0) {
            route.responseBytes(answered);
        }
    }
}
