package dev.penstock.cli;

import dev.penstock.engine.Verification;
import dev.penstock.item.Usage;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `penstock verify`.
@Command(name = "verify", sortOptions = false, description = "Recomputes a run from the store: every item in exactly one"
        + " place, every token booked once.", footer = {"", "Exit codes: 0 everything holds, 1 something does not."})
final class VerifyCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(names = "--books", paramLabel = "URL", description = "Compare the ledger with the books of a simulator at this address.")
    private @Nullable URI books;

    @Option(names = "--json", description = "The result as JSON on one line.")
    private boolean json;

    VerifyCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (var records = root.project().records()) {
            var verification = records.verify(run, books);
            if (json) {
                root.results().json(json(verification));
            } else {
                root.results()
                        .lines(VerifyScreen.render(verification, root.terminal().width(), root.terminal().results()));
            }
            return verification.holds() ? ExitCode.ACCEPTED : ExitCode.INTERNAL;
        }
    }

    private static ObjectNode json(Verification verification) {
        var node = JsonNodeFactory.instance.objectNode()
                .put("run", verification.run().id())
                .put("holds", verification.holds());
        verification.problems().forEach(node.putArray("problems")::add);
        var compared = verification.books();
        if (compared != null) {
            var books = node.putObject("books");
            put(books.putObject("booked"), compared.booked());
            put(books.putObject("billed"), compared.billed());
            books.put("calls", compared.calls())
                    .put("unconfirmedCalls", compared.unconfirmedCalls())
                    .put("unconfirmedBilled", compared.unconfirmedBilled())
                    .put("otherCalls", compared.otherCalls());
        }
        return node;
    }

    private static void put(ObjectNode node, Usage usage) {
        node.put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite());
    }
}
