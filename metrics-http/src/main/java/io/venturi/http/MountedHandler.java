package io.venturi.http;

import com.sun.net.httpserver.HttpHandler;
import java.net.InetSocketAddress;

/** Something that is served beside the metrics, and that cares where. Thread-safe. */
public interface MountedHandler extends HttpHandler {

    /**
     * Refuses an address that it must not be served at.
     *
     * @throws IllegalStateException with the remedy
     */
    void checkAddress(InetSocketAddress address);
}
