package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Figures;
import dev.penstock.server.PenstockServer;
import dev.penstock.server.access.NewToken;
import dev.penstock.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;

/// Runs a server until a signal comes.
final class Serve {
    private static final int LAST_PORT = 65_535;

    private final PenstockCommand root;

    Serve(PenstockCommand root) {
        this.root = root;
    }

    /// @return the exit code of the signal
    int untilASignal(String host, int port, boolean json) throws InterruptedException {
        if (port > LAST_PORT) {
            throw new CannotStartException("port " + port + " does not exist", "allowed: 0 to " + LAST_PORT);
        }
        var ended = new CountDownLatch(1);
        var signals = SignalTrap.set(_ -> ended.countDown(), Runtime.getRuntime()::halt);
        try (var _ = LogLines.shown(this::log, LogLines.OURS, LogLines.TELEMETRY);
                var telemetry = CommandTelemetry.open(Telemetry::ofServer, root.surroundings().env())) {
            var settings = new PenstockServer.Settings(host, port, root.actor(), Version.number(), telemetry,
                    this::log);
            serve(settings, json, ended);
        }
        return signals.code();
    }

    private void serve(PenstockServer.Settings settings, boolean json, CountDownLatch ended)
            throws InterruptedException {
        try (var server = PenstockServer.start(root.project(), settings)) {
            server.notes().forEach(this::log);
            if (json) {
                root.results().json(JsonNodeFactory.instance.objectNode().put("url", server.uri().toString()));
            } else {
                root.results().lines(screen(server));
            }
            while (!ended.await(1, TimeUnit.SECONDS)) {
                server.happened().forEach(this::log);
            }
            server.drain();
            root.messages()
                    .say("stopping: nothing new is started, waiting for " + server.atWork() + " at work (at most "
                            + Figures.duration(Engine.GRACE) + "); once more ends at once");
        }
    }

    int newToken(String wanted) {
        var token = NewToken.of(wanted);
        var palette = root.terminal().results();
        root.results()
                .lines(List.of("  " + palette.strong(token.text()), "",
                        "  This token is shown once and kept nowhere. Its line for penstock.yaml:", "", "server:",
                        "  tokens:", "    " + token.line()));
        return ExitCode.ACCEPTED;
    }

    private List<String> screen(PenstockServer server) {
        var palette = root.terminal().results();
        var url = server.uri().toString();
        return List.of("  Penstock serves " + palette.strong(url), "",
                "  Console        " + url + "/",
                "  API            " + url + "/openapi.json",
                "  Metrics        " + url + "/metrics",
                "  Hand it a run  penstock run TASK --input FILE --via " + url,
                "  Ctrl-C ends it; what is in flight finishes first.");
    }

    private void log(String line) {
        root.messages().say(TerminalText.oneLine(line));
    }
}
