package io.venturi.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class warns about, kept instead of printed. */
public final class LoggedWarnings implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    private LoggedWarnings(Class<?> source) {
        logger = (Logger) LoggerFactory.getLogger(source);
        events.start();
        logger.addAppender(events);
        logger.setAdditive(false);
    }

    public static LoggedWarnings of(Class<?> source) {
        return new LoggedWarnings(source);
    }

    public List<String> messages() {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.setAdditive(true);
        logger.detachAppender(events);
    }
}
