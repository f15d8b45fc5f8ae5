package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Forgetting;
import dev.penstock.store.Erasure.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock forget`.
@Command(name = "forget", sortOptions = false, description = "Erases an item's text everywhere, for good: record, output,"
        + " replies, evidence, reviews, samples, output folders. Numbers stay.")
final class ForgetCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Parameters(paramLabel = "ID", description = "The item's id, as in its input.")
    private String id = "";

    @Option(names = "--run", paramLabel = "RUN", description = "Only in this run (default: in all).")
    private @Nullable String run;

    @Option(names = "--task", paramLabel = "TASK", description = "Only in runs of this task.")
    private @Nullable String task;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private ReviewerOption who = new ReviewerOption();

    ForgetCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        var reviewer = who.reviewer(root, null);
        try (var forgetting = root.project().forgetting()) {
            var held = forgetting.find(id, run, task);
            if (!yes) {
                confirm(held);
            }
            root.results().lines(told(forgetting.forget(held, reviewer.name())));
        }
        return ExitCode.ACCEPTED;
    }

    private void confirm(List<Held> held) {
        held.forEach(item -> root.messages()
                .say("  run " + item.runId() + "   " + item.task() + "   item " + TerminalText.oneLine(item.itemId())
                        + " (line " + item.line() + ")   " + item.status()));
        var answer = root.ask("erase the text of " + Figures.plural(held.size(), "item") + " for good? [y/N] ");
        if (answer == null) {
            throw new CannotStartException("this would erase the text of " + Figures.plural(held.size(), "item")
                    + " for good, and nobody confirmed it", "nothing was erased; confirm it: --yes");
        }
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw new CannotStartException("not confirmed", "nothing was erased");
        }
    }

    private static List<String> told(Forgetting.Result result) {
        var lines = new ArrayList<String>();
        result.items().forEach(item -> lines.add(erased(item)));
        result.rewritten().forEach(folder -> lines.add("written again without it: " + folder));
        result.elsewhere().forEach(place -> lines.add("still there: " + TerminalText.oneLine(place)));
        lines.add("not Penstock's to erase: files you exported elsewhere, backups, and what the provider keeps");
        if (!result.settled()) {
            lines.add("another process still reads an older state of the store; when it has ended, run this once more"
                    + " to take the last copy out of its log");
        }
        return lines;
    }

    private static String erased(Forgetting.Item item) {
        var held = item.held();
        var erased = item.erased();
        var name = "item " + TerminalText.oneLine(held.itemId()) + " of run " + held.runId();
        if (held.forgottenAt() != null) {
            return name + " was forgotten before, at " + held.forgottenAt();
        }
        return name + " forgotten: record, " + (held.status().equals("accepted") ? "output, " : "")
                + count(erased.replies(), "reply body", "reply bodies") + ", "
                + count(erased.attempts(), "attempt's evidence", "attempts' evidence") + ", "
                + count(erased.letters(), "dead letter", "dead letters") + ", "
                + count(erased.reviews(), "review", "reviews") + ", " + count(item.samples(), "sample", "samples")
                + (erased.discarded() ? "; it is discarded" : "");
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
