package io.venturi.http;

import org.jspecify.annotations.Nullable;

/** Tells a client that went away from a handler that failed. */
final class ClientAbort {

    /** What it is called in labels. */
    static final String NAME = "ClientAbort";

    /** The status of a request whose client did not wait for one; nginx made it customary. */
    static final int STATUS = 499;

    private static final int MAX_CAUSES = 20;

    private ClientAbort() {}

    /**
     * Whether a failure of a handler of the JDK's server, or one of its causes, came out of the connection to the client: thrown by the
     * channel or TLS below a stream of the server, or by a request's body that ended early. A connection that the handler itself
     * made to somewhere else fails without the server's streams in between.
     */
    static boolean isCauseOf(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cameFromTheConnection(cause.getStackTrace())) {
                return true;
            }
            cause = cause.getCause();
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
