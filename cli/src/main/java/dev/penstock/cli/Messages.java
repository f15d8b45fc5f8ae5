package dev.penstock.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The one owner of standard error: a picture that is repainted in place, and messages that scroll by above it.
///
/// Safe for use by many threads. No alternate screen, so the scrollback keeps every message, and the last picture stays.
final class Messages implements AutoCloseable {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[0J";

    private final PrintStream err;
    private final boolean live;
    private final Palette palette;
    private final ReentrantLock lock = new ReentrantLock();
    private List<String> picture = List.of();
    private boolean cursorHidden;

    /// @param live whether the stream is a terminal that may be repainted
    /// @param palette the colours that may pass; nothing else that a terminal would obey does
    Messages(PrintStream err, boolean live, Palette palette) {
        this.err = err;
        this.live = live;
        this.palette = palette;
    }

    boolean live() {
        return live;
    }

    /// Prints a line; above the picture, when there is one.
    void say(String line) {
        say(List.of(line));
    }

    void say(List<String> lines) {
        locked(() -> {
            var out = new StringBuilder();
            if (!picture.isEmpty()) {
                out.append(up(picture.size())).append(CLEAR_BELOW);
            }
            lines.forEach(line -> out.append(guarded(line)).append('\n'));
            picture.forEach(line -> out.append(line).append('\n'));
            write(out);
        });
    }

    /// Puts a new picture in the place of the last one. Does nothing when the stream is no terminal.
    void paint(List<String> lines) {
        if (!live) {
            return;
        }
        locked(() -> {
            var safe = lines.stream().map(this::guarded).toList();
            var out = new StringBuilder(cursorHidden ? "" : HIDE_CURSOR);
            cursorHidden = true;
            out.append(picture.isEmpty() ? "" : up(picture.size()));
            safe.forEach(line -> out.append(CLEAR_LINE).append(line).append('\n'));
            out.append(safe.size() < picture.size() ? CLEAR_BELOW : "");
            picture = safe;
            write(out);
        });
    }

    /// Takes the picture away.
    void clear() {
        locked(() -> {
            if (!picture.isEmpty()) {
                write(new StringBuilder(up(picture.size())).append(CLEAR_BELOW));
                picture = List.of();
            }
        });
    }

    /// Leaves the last picture where it is and gives the cursor back. May be called again.
    @Override
    public void close() {
        locked(() -> {
            picture = List.of();
            if (cursorHidden) {
                cursorHidden = false;
                write(new StringBuilder(SHOW_CURSOR));
            }
        });
    }

    private String guarded(String line) {
        return TerminalText.guarded(line, palette);
    }

    private void write(StringBuilder text) {
        err.print(text);
        err.flush();
    }

    private static String up(int lines) {
        return "\u001b[" + lines + "A\r";
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
