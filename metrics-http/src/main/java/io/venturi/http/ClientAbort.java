package io.venturi.http;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a client that went away from a handler that failed. */
final class ClientAbort {

    /** What it is called in labels. */
    static final String NAME = "ClientAbort";

    /** The status of a request whose client did not wait for one; nginx made it customary. */
    static final int STATUS = 499;

    private static final int MAX_CAUSES = 20;

    private ClientAbort() {}

    /** What servlet containers and frameworks call it. They are no dependencies of ours: the names have to do. */
    private static final Set<String> EXCEPTIONS = Set.of(
            "org.apache.catalina.connector.ClientAbortException",
            "org.eclipse.jetty.io.EofException",
            "org.springframework.web.context.request.async.AsyncRequestNotUsableException");

    /** Jetty's client throws what its server throws. */
    private static final String JETTY_CLIENT = "org.eclipse.jetty.client.";

    /**
     * Whether a failure of a handler, or one of its causes, came out of the connection to the client: by its type, which a servlet
     * container chose; or, on the JDK's server, thrown by the channel or TLS below a stream of the server, or by a request's body
     * that ended early. A connection that the handler itself made to somewhere else fails without the server's streams in between.
     */
    static boolean isCauseOf(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            StackTraceElement[] stack = cause.getStackTrace();
            if (isNamedSo(cause, stack) || cameFromTheConnection(stack)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isNamedSo(Throwable cause, StackTraceElement[] stack) {
        for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
            if (EXCEPTIONS.contains(type.getName())) {
                return Arrays.stream(stack)
                        .noneMatch(frame -> frame.getClassName().startsWith(JETTY_CLIENT));
            }
        }
        return false;
    }

    private static boolean cameFromTheConnection(StackTraceElement[] stack) {
        if (stack.length == 0) {
            return false;
        }
        if (isStreamOfServer(stack[0], "InputStream")) {
            return true;
        }
        for (StackTraceElement frame : stack) {
            if (isStreamOfServer(frame, "Stream")) {
                return true;
            }
            if (!isBelowStreams(frame.getClassName())) {
                return false;
            }
        }
        return false;
    }

    private static boolean isStreamOfServer(StackTraceElement frame, String kind) {
        String name = frame.getClassName();
        return name.startsWith("sun.net.httpserver.") && name.endsWith(kind);
    }

    private static boolean isBelowStreams(String name) {
        return name.startsWith("sun.nio.ch.")
                || name.startsWith("java.nio.channels.")
                || name.startsWith("sun.security.ssl.")
                || name.startsWith("javax.net.ssl.")
                || name.startsWith("sun.net.httpserver.SSLStreams");
    }
}
