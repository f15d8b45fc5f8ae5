package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Figures;
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
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

    @Option(names = "--json", description = "What was erased as JSON on one line.")
    private boolean json;

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
            var result = forgetting.forget(held, reviewer.name());
            root.results().lines(json ? List.of(json(result).toString()) : told(result));
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

    private static ObjectNode json(Forgetting.Result result) {
        var node = JsonNodeFactory.instance.objectNode();
        var items = node.putArray("items");
        for (var item : result.items()) {
            items.addObject()
                    .put("run", item.held().runId())
                    .put("task", item.held().task())
                    .put("id", item.held().itemId())
                    .put("line", item.held().line())
                    .put("forgottenBefore", item.held().forgottenAt() != null)
                    .put("discarded", item.erased().discarded())
                    .put("replies", item.erased().replies())
                    .put("samples", item.samples());
        }
        var rewritten = node.putArray("rewritten");
        result.rewritten().forEach(folder -> rewritten.add(folder.toString()));
        result.elsewhere().forEach(node.putArray("stillThere")::add);
        return node.put("settled", result.settled());
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
