package io.cachex.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the library logs while this is open. */
final class Log implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.cachex");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    Log(Level from) {
        events.setContext(logger.getLoggerContext());
        events.start();
        logger.setLevel(from);
        logger.addAppender(events);
    }

    /** The messages of this level that contain the text. */
    List<String> lines(Level level, String text) {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains(text))
                .toList();
    }

    /** Everything as a log file would have it, stack traces included. */
    String written() {
        PatternLayout layout = new PatternLayout();
        layout.setContext(logger.getLoggerContext());
        layout.setPattern("%-5level %logger{0}: %msg%n");
        layout.start();
        StringBuilder file = new StringBuilder();
        List.copyOf(events.list).forEach(event -> file.append(layout.doLayout(event)));
        return file.toString();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(null);
    }
}
