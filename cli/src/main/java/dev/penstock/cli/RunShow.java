package dev.penstock.cli;

import dev.penstock.store.DeadLetters.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Shows a run while it works, wherever it works: repainted, line by line or as JSON.
final class RunShow {
    private static final Duration REPAINT = Duration.ofMillis(250);
    private static final Duration LINE = Duration.ofSeconds(10);
    private static final Duration LATER_LINE = Duration.ofSeconds(30);
    private static final Duration LATER = Duration.ofMinutes(10);

    private final PenstockCommand root;
    private final RunOptions options;
    private Instant lastShown = Instant.MIN;
    private String lastState = "open";

    RunShow(PenstockCommand root, RunOptions options) {
        this.root = root;
        this.options = options;
    }

    void started(RunView view) {
        if (options.json) {
            root.results().json(ProgressEvent.started(view, now()));
        }
    }

    /// Shows the run if it is time to.
    ///
    /// @param elapsed since the run is watched
    /// @param state of the endpoint: a change is shown at once
    void moment(Duration elapsed, String state, Supplier<RunView> moment) {
        var time = now();
        boolean live = root.messages().live() && picture();
        var every = live ? REPAINT : elapsed.compareTo(LATER) < 0 ? LINE : LATER_LINE;
        boolean changed = !live && !state.equals(lastState);
        if (lastShown.equals(Instant.MIN) && !live) {
            lastShown = time; // the first line comes when there is something to say
        }
        if (!changed && lastShown.plus(every).isAfter(time)) {
            return;
        }
        var view = moment.get();
        if (live) {
            paint(view);
        } else if (options.json) {
            root.results()
                    .json((changed ? ProgressEvent.endpoint(view, time) : ProgressEvent.progress(view, time)));
        } else if (!options.quiet) {
            root.messages().say(PlainLine.render(view, time, root.surroundings().clock().getZone()));
        }
        lastState = state;
        lastShown = time;
    }

    void deadLetter(String run, Arrival letter) {
        if (options.json) {
            root.results().json(ProgressEvent.deadLetter(run, letter, now()));
        }
    }

    void warn(String warning) {
        if (!options.quiet) {
            root.messages().say(root.terminal().messages().warning("warning:") + " " + TerminalText.oneLine(warning));
        }
    }

    void note(String happened) {
        if (picture()) {
            root.messages().say("note: " + TerminalText.oneLine(happened));
        }
    }

    /// The last picture stays.
    void last(RunView view) {
        if (root.messages().live() && picture()) {
            paint(view);
        }
    }

    /// As the last lines of `--json`.
    void finished(@Nullable RunView view, String status, int code) {
        if (options.json && view != null) {
            root.results().json(ProgressEvent.finished(view, status, code, now()));
        }
    }

    private boolean picture() {
        return !options.quiet && !options.json;
    }

    private void paint(RunView view) {
        root.messages().paint(ProgressScreen.render(view, root.terminal().width(), root.terminal().messages()));
    }

    private Instant now() {
        return root.surroundings().clock().instant();
    }
}
