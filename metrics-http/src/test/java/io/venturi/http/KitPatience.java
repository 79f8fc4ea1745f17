package io.venturi.http;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Micrometer's kit waits for each timer from 25 to 150 ms. Unless told otherwise, it looks once, after 100 ms, on another thread,
 * which a busy machine may start too late: so it is told to look all the time, itself.
 */
final class KitPatience implements BeforeAllCallback, AfterAllCallback {

    @Override
    public void beforeAll(ExtensionContext kit) {
        Awaitility.pollInSameThread();
        Awaitility.setDefaultPollDelay(Duration.ofMillis(30));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.ignoreExceptionsByDefault(); // that there is no such timer yet
    }

    @Override
    public void afterAll(ExtensionContext kit) {
        Awaitility.reset();
    }
}
