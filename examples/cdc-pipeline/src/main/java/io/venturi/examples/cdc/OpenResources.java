package io.venturi.examples.cdc;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, closed in the opposite order; one that fails to close does not keep the others open. */
final class OpenResources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenResources.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable last = opened.pop();
            try {
                last.close();
            } catch (Exception e) { // close() may throw anything, and the next one has to be closed all the same
                log.warn("closing {} failed: {}", last.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
