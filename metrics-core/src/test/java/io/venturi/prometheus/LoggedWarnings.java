package io.venturi.prometheus;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the registry warns about, kept instead of printed. */
final class LoggedWarnings implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger(VenturiPrometheusRegistry.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    LoggedWarnings() {
        events.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(events);
        logger.setAdditive(false);
    }

    List<String> messages() {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.setLevel(null);
        logger.setAdditive(true);
        logger.detachAppender(events);
    }
}
