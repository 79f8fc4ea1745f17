package io.venturi.http.api;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link MetricsApi} from a servlet container:
 *
 * <pre>{@code
 * context.addServlet("metrics-api", new MetricsApiServlet(api)).addMapping("/api/*");
 * }</pre>
 *
 * <p>A servlet does not know at which addresses its container listens: without an authenticator, each call that would write from beyond this
 * host is answered 403. How long the container waits for a client is for the container to say (Tomcat's {@code connectionTimeout}). Thread-safe.
 */
public final class MetricsApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

    // A servlet is serializable by descent only: no container has stored one since the days of applets.
    private final transient MetricsApi api;

    /** A servlet for this API. */
    public MetricsApiServlet(MetricsApi api) {
        this.api = Objects.requireNonNull(api, "api");
    }

    @Override
    public String getServletInfo() {
        return "Venturi's metric history";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ApiAnswer answer = api.answer(new ServletCall(request));
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.body());
        }
    }

    private record ServletCall(HttpServletRequest request) implements ApiCall {

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String path() {
            String path = request.getRequestURI();
            int start =
                    request.getContextPath().length() + request.getServletPath().length();
            return path.length() < start ? "" : path.substring(start);
        }

        @Override
        public @Nullable String rawQuery() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            Enumeration<String> values = request.getHeaders(name);
            return values == null || !values.hasMoreElements() ? null : String.join(",", Collections.list(values));
        }

        @Override
        public Collection<String> headerNames() {
            Enumeration<String> names = request.getHeaderNames();
            return names == null ? List.of() : Collections.list(names);
        }

        @Override
        public InputStream body() throws IOException {
            return request.getInputStream();
        }

        @Override
        public ApiCaller caller() {
            return new ApiCaller(header("Authorization"), request.getUserPrincipal(), address(request.getRemoteAddr()));
        }

        @Override
        public boolean isLoopback() {
            return address(request.getRemoteAddr()).isLoopbackAddress()
                    && address(request.getLocalAddr()).isLoopbackAddress();
        }

        /** Of a literal, for which no name server is asked; the unspecified one where it is none. */
        private static InetAddress address(@Nullable String literal) {
            boolean numeric = literal != null && LITERAL.matcher(literal).matches();
            try {
                return numeric ? InetAddress.getByName(literal) : InetAddress.getByAddress(new byte[4]);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("the container tells a client's address as " + literal, e);
            }
        }
    }
}
