package dev.penstock.cli;

import dev.penstock.engine.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock status`.
@Command(name = "status", sortOptions = false, description = "Shows the engine at work here with its runs, and which runs wait"
        + " to be continued. Reads only: the engine does not notice.", footer = {"",
                "Exit codes: 0 whether an engine works or not, 2 if this is no project."})
final class StatusCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_PER_SCREEN = 10;

    private final PenstockCommand root;

    @Option(names = "--watch", description = "Stay until the engine ends, or Ctrl-C; neither stops the engine.")
    private boolean watch;

    @Option(names = "--json", description = "As JSON on one line; with --watch a line every second.")
    private boolean json;

    StatusCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        var project = root.project();
        if (!project.hasStore()) {
            print(Standing.NOTHING);
            return ExitCode.ACCEPTED;
        }
        try (var records = project.records()) {
            int code = watch ? watch(records) : ExitCode.ACCEPTED;
            print(Standing.of(records, now()));
            return code;
        }
    }

    /// Until no engine works any more, or a signal comes.
    ///
    /// @return the signal's exit code
    private int watch(Records records) throws InterruptedException {
        var ended = new CountDownLatch(1);
        var signals = SignalTrap.set(_ -> ended.countDown(), Runtime.getRuntime()::halt);
        try (var messages = root.messages()) {
            var standing = Standing.atWork(records, now());
            for (int look = 0; standing.signs().alive(); look++) {
                if (messages.live() && !json) {
                    messages.paint(new StatusScreen(root.terminal().width(), root.terminal().messages())
                            .render(standing, now()));
                } else if (json || look % LOOKS_PER_SCREEN == 0) {
                    print(standing);
                }
                if (ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                standing = Standing.atWork(records, now());
            }
            messages.clear();
        }
        return signals.code();
    }

    private void print(Standing standing) {
        if (json) {
            root.results().json(standing.json(now()));
        } else {
            root.results()
                    .lines(new StatusScreen(root.terminal().width(), root.terminal().results())
                            .render(standing, now()));
        }
    }

    private Instant now() {
        return root.surroundings().clock().instant();
    }
}
