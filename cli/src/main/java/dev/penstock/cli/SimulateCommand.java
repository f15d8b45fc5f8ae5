package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `penstock simulate`.
@Command(name = "simulate", sortOptions = false, description = "Serves a provider that misbehaves on demand, over real HTTP,"
        + " until Ctrl-C.")
final class SimulateCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    private final PenstockCommand root;

    @Option(names = "--port", paramLabel = "P", description = "Port on 127.0.0.1; 0 for any free one (default: 8089).")
    private int port = 8089;

    @Option(names = "--scenario", paramLabel = "FILE", description = "A scenario file, or the name of a built-in one (default: clean).")
    private String scenario = "clean";

    @Option(names = "--json", description = "The address as JSON on one line.")
    private boolean json;

    SimulateCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        var ended = new CountDownLatch(1);
        var signals = SignalTrap.set(_ -> ended.countDown(), Runtime.getRuntime()::halt);
        if (port > LAST_PORT) {
            throw new CannotStartException("port " + port + " does not exist", "allowed: 0 to " + LAST_PORT);
        }
        var played = ScenarioChoice.of(root, scenario);
        try (var simulator = started(played)) {
            if (json) {
                root.results().json(json(simulator, played));
            } else {
                root.results().lines(screen(simulator, played));
            }
            ended.await();
        }
        return signals.code();
    }

    private Simulator started(Scenario played) {
        try {
            return Simulator.start(played, port);
        } catch (UncheckedIOException e) {
            throw new CannotStartException("port " + port + " cannot be used: something else may be listening there",
                    "name another one with --port, or 0 for any");
        }
    }

    private List<String> screen(Simulator simulator, Scenario played) {
        var palette = root.terminal().results();
        var lines = new ArrayList<String>();
        lines.add("  " + palette.warning("SIMULATED") + " provider with scenario " + TerminalText.oneLine(played.name())
                + " at " + palette.strong(simulator.baseUri().toString()));
        lines.add("");
        lines.add("  Point an endpoint of penstock.yaml at it, in either wire format:");
        lines.add("    endpoints:");
        lines.add(
                "      claude: { provider: anthropic, api-key: simulated, base-url: \"" + simulator.baseUri() + "\" }");
        lines.add(
                "      gpt:    { provider: openai, api-key: simulated, base-url: \"" + simulator.baseUri() + "/v1\" }");
        lines.add("  Compare a run with its books:  penstock verify RUN --books " + simulator.baseUri());
        lines.add("  Ctrl-C ends it.");
        return lines;
    }

    private static ObjectNode json(Simulator simulator, Scenario played) {
        return JsonNodeFactory.instance.objectNode()
                .put("baseUrl", simulator.baseUri().toString())
                .put("port", simulator.port())
                .put("scenario", played.name())
                .put("simulated", true);
    }
}
