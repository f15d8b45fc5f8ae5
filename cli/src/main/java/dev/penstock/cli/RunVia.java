package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.RunRequest;
import dev.penstock.engine.live.Moment;
import dev.penstock.engine.live.Pace;
import dev.penstock.store.DeadLetters.Arrival;
import dev.penstock.store.RunRow;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Hands a run to a running server and shows it as if it worked here. The run belongs to the server: whoever stops
/// watching does not stop it.
final class RunVia {
    private final PenstockCommand root;
    private final RunOptions options;
    private final RemoteServer server;
    private final URI url;
    private final RunShow show;
    private final AtomicReference<@Nullable String> current = new AtomicReference<>();
    private @Nullable RunView last;

    /// @throws CannotStartException if a token would travel in the open
    RunVia(PenstockCommand root, RunOptions options, URI url) {
        this.root = root;
        this.options = options;
        this.url = url;
        this.show = new RunShow(root, options);
        this.server = new RemoteServer(url, root.surroundings().env().apply("PENSTOCK_TOKEN"));
    }

    /// Blocks until the run has ended there.
    ///
    /// @return the exit code it would have had here
    int run(RunRequest request) {
        if (request.output() != null) {
            throw new CannotStartException(
                    "--output and --via do not go together: the server writes the outputs of its runs",
                    "leave out --output; what was accepted: GET /v1/runs/RUN/items");
        }
        var signals = SignalTrap.set(this::leave, this::leave);
        try (server) {
            var started = server.upload(request, root.surroundings().in());
            var run = started.path("id").asString("");
            current.set(run);
            started.path("warnings").forEach(warning -> show.warn(warning.asString("")));
            var row = RemoteRun.row(server.report(run));
            var begin = now();
            show.started(RemoteRun.atTheStart(row));
            var report = server.follow(run, event -> told(row, begin, event));
            return ended(report, signals.code());
        } finally {
            root.messages().close();
        }
    }

    private void told(RunRow row, Instant begin, RemoteServer.Event event) {
        switch (event.name()) {
            case "progress" -> {
                var moment = Moment.read(event.data());
                var elapsed = Duration.between(begin, now());
                var view = new RunView(row, moment.progress(), moment.endpoint(),
                        new Pace.Reading(moment.pace().callsPerMinute(), elapsed, moment.pace().eta()));
                last = view;
                show.moment(elapsed, moment.endpoint().word(), () -> view);
            }
            case "dead-letter" -> show.deadLetter(row.id(), new Arrival(0, event.data().path("deadLetter").asString(""),
                    event.data().path("id").asString(""), event.data().path("reason").asString("")));
            case "alert" -> show.warn("alert " + event.data().path("rule").asString("") + " "
                    + event.data().path("state").asString("") + ": " + event.data().path("summary").asString(""));
            case "warning" -> show.warn(event.data().path("warning").asString(""));
            default -> {
                // An event of a newer server.
            }
        }
    }

    private int ended(JsonNode report, int signal) {
        if (last != null) {
            show.last(last);
        }
        root.messages().close();
        var status = report.path("status").asString("");
        int code = signal != 0 ? signal : ExitCode.of(report);
        show.finished(last, status, code);
        if (options.json) {
            root.results().json(report);
        } else if (options.quiet) {
            root.results().line(RunEnding.line(report));
        } else {
            root.results().lines(ReportScreen.render(report, code, root.terminal().width(), root.terminal().results()));
            root.results()
                    .line("  At        " + url + "/v1/runs/" + TerminalText.oneLine(report.path("run").asString("")));
        }
        return code;
    }

    /// Stops watching; the run goes on.
    private void leave(int code) {
        root.messages().close();
        var run = current.get();
        root.messages()
                .say(run == null
                        ? "ended before the run was started"
                        : "run " + run + " goes on at " + url + "; end it there: POST /v1/runs/" + run + "/cancel");
        Runtime.getRuntime().halt(code);
    }

    private Instant now() {
        return root.surroundings().clock().instant();
    }
}
