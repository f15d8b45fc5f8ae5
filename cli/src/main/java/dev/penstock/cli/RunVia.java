package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.OutputFolder;
import dev.penstock.engine.RunIds;
import dev.penstock.engine.RunRequest;
import dev.penstock.engine.live.Moment;
import dev.penstock.engine.live.Pace;
import dev.penstock.store.DeadLetters.Arrival;
import dev.penstock.store.RunRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Hands a run to a running server and shows it as if it worked here. The run belongs to the server: whoever stops
/// watching does not stop it.
final class RunVia {
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final PenstockCommand root;
    private final RunOptions options;
    private final RemoteServer server;
    private final URI url;
    private final RunShow show;
    private volatile Stage stage = Stage.UPLOAD;
    private @Nullable RunView last;

    /// How far it is, for whoever leaves.
    private enum Stage {
        UPLOAD, AT_WORK, ENDED
    }

    /// @throws CannotStartException if a token would travel in the open
    RunVia(PenstockCommand root, RunOptions options, URI url) {
        this.root = root;
        this.options = options;
        this.url = url;
        this.show = new RunShow(root, options);
        this.server = new RemoteServer(url, root.surroundings().env().apply("PENSTOCK_TOKEN"), AGAIN);
    }

    /// Blocks until the run has ended there.
    ///
    /// @return the exit code it would have had here
    /// @throws CannotStartException if nothing was started
    int run(RunRequest request) {
        var output = request.output() == null ? null : OutputFolder.writable(request.output());
        var run = request.runId() == null ? RunIds.random() : request.runId();
        var signals = SignalTrap.set(code -> leave(request, run, code), code -> leave(request, run, code));
        try (server) {
            var started = server.upload(run, request, root.surroundings().in());
            stage = Stage.AT_WORK;
            started.path("warnings").forEach(warning -> show.warn(warning.asString("")));
            var row = RemoteRun.row(server.report(run));
            var begin = now();
            show.started(RemoteRun.atTheStart(row));
            var report = RemoteEvents.follow(server, run, event -> told(row, begin, event));
            stage = Stage.ENDED;
            if (output != null) {
                fetch(run, report, output);
            }
            return ended(report, request, signals.code());
        } finally {
            root.messages().close();
        }
    }

    /// The results as a run here writes them.
    private void fetch(String run, JsonNode report, OutputFolder output) {
        server.download(run, OutputFolder.ACCEPTED, output);
        server.download(run, OutputFolder.DEAD_LETTERS, output);
        try {
            output.write(OutputFolder.REPORT, out -> out.write(report.toPrettyString() + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + OutputFolder.REPORT + " to " + output.path()
                    + "; nothing is lost", e);
        }
    }

    private void told(RunRow row, Instant begin, RemoteEvents.Event event) {
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

    private int ended(JsonNode report, RunRequest request, int signal) {
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
            var palette = root.terminal().results();
            root.results().lines(ReportScreen.render(report, code, root.terminal().width(), palette));
            root.results().lines(next(report, request, palette));
        }
        return code;
    }

    private List<String> next(JsonNode report, RunRequest request, Palette palette) {
        var run = TerminalText.oneLine(report.path("run").asString(""));
        var lines = new ArrayList<String>();
        lines.add("  At        " + url + "/v1/runs/" + run);
        if (request.output() != null) {
            lines.add(RunEnding.outputs(report, request.output()));
        }
        if (report.path("items").path("pending").asLong(0) > 0) {
            var budget = RunEnding.needsBudget(report) ? " --budget USD" : "";
            lines.add("  Next      " + palette.strong("resume with: " + again(run, request) + budget));
        }
        return lines;
    }

    /// The command that comes back to a run: it goes on with it, or only watches it.
    private String again(String run, RunRequest request) {
        return "penstock run " + request.task() + " --input " + ShellWord.quoted(request.input()) + " --run-id " + run
                + (request.output() == null ? "" : " --output " + ShellWord.quoted(request.output().toString()))
                + " --via " + url;
    }

    /// Stops watching; the run goes on.
    private void leave(RunRequest request, String run, int code) {
        root.messages().close();
        root.messages().say(switch (stage) {
            case UPLOAD -> List.of("ended during the upload; if run " + run + " was started all the same, it is at "
                    + url + "/v1/runs/" + run);
            case AT_WORK -> List.of("run " + run + " goes on at " + url,
                    "  watch it again  " + again(run, request),
                    "  end it          POST " + url + "/v1/runs/" + run + "/cancel");
            case ENDED -> List.of("run " + run + " has ended; what is missing of its results comes with",
                    "  " + again(run, request));
        });
        Runtime.getRuntime().halt(code);
    }

    private Instant now() {
        return root.surroundings().clock().instant();
    }
}
