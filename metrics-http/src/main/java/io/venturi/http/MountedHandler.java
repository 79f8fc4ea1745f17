package io.venturi.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Something that is served beside the metrics, and that cares where. Thread-safe. */
public interface MountedHandler extends HttpHandler {

    /**
     * Refuses an address that it must not be served at.
     *
     * @throws IllegalStateException with the remedy
     */
    void checkAddress(InetSocketAddress address);

    /**
     * Answers a request.
     *
     * @param answering is to be run before the answer's first byte is sent: from then on it is the client that is waited for, and
     *     one that does not take its answer is cut off. Where it is never run, that is only seen of answers with a body.
     */
    default void handle(HttpExchange exchange, Runnable answering) throws IOException {
        handle(exchange);
    }
}
