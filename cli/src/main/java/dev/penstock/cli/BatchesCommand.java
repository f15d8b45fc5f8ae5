package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `penstock batches`.
@Command(name = "batches", sortOptions = false, description = "Lists the batches of all runs, and asks the providers for batches"
        + " that no run owns. Nothing is paid for.", footer = {"",
                "Exit codes: 0, or 2 if a provider could not be asked."})
final class BatchesCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many of the store's (default: 20).")
    private int limit = 20;

    @Option(names = "--offline", description = "Ask no provider.")
    private boolean offline;

    @Option(names = "--give-up", paramLabel = "BATCH", description = "Books a batch as lost that the provider has no more: what it may"
            + " have cost is unconfirmed, and resume asks its items again.")
    private @Nullable String giveUp;

    @Option(names = "--json", description = "Each batch as JSON on one line.")
    private boolean json;

    BatchesCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (giveUp != null) {
            return givenUp(giveUp);
        }
        try (var records = root.project().records()) {
            var screen = new BatchesScreen(root.surroundings().clock().instant(), root.terminal().width(),
                    root.terminal().results());
            var own = records.batches(limit);
            root.results().lines(json ? BatchesScreen.json(own) : screen.own(own));
            if (offline) {
                return ExitCode.ACCEPTED;
            }
            var orphans = records.orphans();
            root.results().lines(json ? BatchesScreen.json(orphans) : screen.orphans(orphans));
            orphans.problems().forEach(problem -> root.messages().say(root.errors().error(problem)));
            return orphans.problems().isEmpty() ? ExitCode.ACCEPTED : ExitCode.USAGE;
        }
    }

    private int givenUp(String label) {
        try (var engine = root.project().engine("penstock batches")) {
            int lost = engine.giveUpBatch(label);
            root.results().line(label + " is given up: " + Figures.plural(lost, "call") + " booked as unconfirmed");
        }
        return ExitCode.ACCEPTED;
    }
}
