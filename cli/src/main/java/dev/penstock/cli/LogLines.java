package dev.penstock.cli;

import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What the engine and libraries log. It goes nowhere, because standard error belongs to [Messages], unless a command shows some
/// of it there, without stack traces.
final class LogLines extends Handler implements AutoCloseable {
    /// The engine and the server.
    static final String OURS = "dev.penstock";
    /// The export of metrics and spans.
    static final String TELEMETRY = "io.opentelemetry";

    private static final Formatter WORDS = new SimpleFormatter();

    private final Consumer<String> screen;
    private final List<Logger> loggers;

    private LogLines(Consumer<String> screen, List<Logger> loggers) {
        this.screen = screen;
        this.loggers = loggers;
    }

    /// Takes away what the JDK would print to standard error.
    static void quiet() {
        LogManager.getLogManager().reset();
    }

    /// Shows what these log from now on, until it is closed.
    static LogLines shown(Consumer<String> screen, String... names) {
        var lines = new LogLines(screen, List.of(names).stream().map(Logger::getLogger).toList());
        lines.loggers.forEach(logger -> logger.addHandler(lines));
        return lines;
    }

    @Override
    public void publish(LogRecord logged) {
        var name = String.valueOf(logged.getLoggerName());
        if (isWorthIt(name, logged.getLevel())) {
            var thrown = logged.getThrown();
            screen.accept((name.startsWith(TELEMETRY) ? "telemetry: " : "") + WORDS.formatMessage(logged)
                    + (thrown == null ? "" : " (" + thrown.getClass().getSimpleName() + ")"));
        }
    }

    /// What libraries say in passing is for nobody here.
    private static boolean isWorthIt(String name, Level level) {
        return level.intValue() >= (name.startsWith(OURS) ? Level.INFO : Level.WARNING).intValue();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        loggers.forEach(logger -> logger.removeHandler(this));
    }
}
