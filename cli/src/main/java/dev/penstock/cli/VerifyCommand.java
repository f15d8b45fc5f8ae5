package dev.penstock.cli;

import dev.penstock.engine.Verification;
import dev.penstock.item.Usage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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
                root.results().line(json(verification).toString());
            } else {
                root.results().lines(screen(verification));
            }
            return verification.holds() ? ExitCode.ACCEPTED : ExitCode.INTERNAL;
        }
    }

    private List<String> screen(Verification verification) {
        var palette = root.terminal().results();
        var items = verification.totals().items();
        var lines = new ArrayList<String>();
        lines.add("  " + palette.strong(verification.run().id()) + "  " + verification.run().task() + "   "
                + (verification.holds() ? palette.good("✓ verified") : palette.bad("✖ does not hold")));
        lines.add(
                "  Items     " + Figures.count(items.total()) + " = " + Figures.count(items.accepted()) + " accepted + "
                        + Figures.count(items.deadLettered()) + " dead-lettered + " + Figures.count(items.discarded())
                        + " discarded + " + Figures.count(items.pending()) + " pending");
        lines.add("  Ledger    " + tokens(verification.totals().confirmedUsage()) + " in "
                + Figures.plural(verification.totals().attempts().total(), "attempt") + ", "
                + Figures.usd(verification.totals().confirmedUsd()));
        var compared = verification.books();
        if (compared != null) {
            lines.add("  Books     " + tokens(compared.billed()) + " in " + Figures.plural(compared.calls(), "call")
                    + (compared.booked().equals(compared.billed())
                            ? "   " + palette.good("✓ the same to the token")
                            : ""));
            if (compared.unconfirmedCalls() > 0) {
                lines.add("            " + Figures.count(compared.unconfirmedCalls())
                        + " unconfirmed stand beside them; the books billed "
                        + Figures.count(compared.unconfirmedBilled())
                        + " of those");
            }
            if (compared.otherCalls() > 0) {
                lines.add("            " + Figures.plural(compared.otherCalls(), "more call")
                        + " in these books carry no id of this run: other runs, other clients");
            }
        }
        verification.problems()
                .forEach(problem -> lines.add("  " + palette.bad("✖") + " " + TerminalText.oneLine(problem)));
        return lines;
    }

    private static String tokens(Usage usage) {
        return Figures.count(usage.input()) + " tokens in + " + Figures.count(usage.output()) + " out";
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
