package dev.penstock.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock serve`. What it needs of the server is loaded when it runs, so that other commands start as fast as without.
@Command(name = "serve", sortOptions = false, description = "Serves the HTTP API and the console until Ctrl-C: generations"
        + " for callers that wait, runs by upload, dead letters for people.", footer = {"",
                "Without tokens in penstock.yaml only this machine may call it, as the operator.",
                "Exit codes: 2 nothing started, 130/143 ended by a signal, with everything in flight finished or kept.",
                "",
                "Example:  penstock serve",
                "          curl -H 'Content-Type: application/json' -d '{\"input\":{\"ticket\":\"...\"}}' \\",
                "            http://127.0.0.1:8080/v1/tasks/ticket-triage/generations"})
final class ServeCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--host", paramLabel = "H", description = "Address to listen on (default: 127.0.0.1). Any other needs tokens.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "P", description = "Port; 0 for any free one (default: 8080).")
    private int port = 8080;

    @Option(names = "--json", description = "The address as JSON on one line.")
    private boolean json;

    @Option(names = "--new-token", paramLabel = "NAME:ROLE", description = "Makes a token, shows it once with its line for penstock.yaml, and"
            + " serves nothing. Roles: viewer, reviewer, operator.")
    private @Nullable String newToken;

    ServeCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        var serve = new Serve(root);
        return newToken == null ? serve.untilASignal(host, port, json) : serve.newToken(newToken);
    }
}
