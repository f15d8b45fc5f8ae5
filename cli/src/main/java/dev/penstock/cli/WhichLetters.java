package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Figures;
import dev.penstock.engine.Records;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Selected;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The open dead letters a decision is about: ids, or everything that matches. What matched is fixed before anything is
/// decided, and its number is confirmed, so 14 cannot become 900.
final class WhichLetters {
    private static final int FEW = 100;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Dead letters; or choose them by --run, --task, --failure or --all.")
    List<String> ids = List.of();

    @Mixin
    LetterFilter filter = new LetterFilter();

    @Option(names = "--all", description = "Every open one.")
    private boolean all;

    @Option(names = "--expect-count", paramLabel = "N", description = "Go on only if exactly so many match.")
    private @Nullable Integer expected;

    @Option(names = "--dry-run", description = "Only say what would happen.")
    boolean dryRun;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /// Call it first: what is said wrongly is said before anything is opened.
    ///
    /// @param why on commands where `--reason` says why a person decides. Whoever meant the filter is told, before it is
    ///     taken for a reason and everything else matches
    void refuseUnclear(@Nullable String why) {
        if (why != null && ids.isEmpty() && filter.failure == null && FailureNames.ALL.contains(why)) {
            throw wrong("--reason says why you decide; to choose dead letters by failure: --failure " + why);
        }
        if (ids.isEmpty() != (filter.given() || all)) {
            throw wrong("give either ids, or a filter: --run, --task, --failure or --all");
        }
    }

    /// @param forGood whether it cannot be undone, so that even a few are confirmed by their number
    /// @throws CannotStartException if an id is unknown or decided, nothing matches, or the number is not confirmed
    List<Selected> select(PenstockCommand root, Records records, String verb, boolean forGood) {
        var selected = selected(records);
        if (expected != null && expected != selected.size()) {
            throw new CannotStartException(
                    Figures.plural(selected.size(), "dead letter") + " match, not " + Figures.count(expected),
                    "nothing was changed; look at them: penstock dead-letters list" + filter.typed());
        }
        if (ids.isEmpty() && expected == null && !dryRun) {
            confirm(root, selected, verb, forGood);
        }
        return selected;
    }

    private List<Selected> selected(Records records) {
        if (!ids.isEmpty()) {
            return ids.stream().distinct().map(records::open).map(WhichLetters::selected).toList();
        }
        filter.refuseUnknown(records);
        var found = records.select(filter.status(LetterFilter.Status.OPEN));
        if (found.isEmpty()) {
            throw new CannotStartException("no open dead letter matches",
                    "see: penstock dead-letters list" + filter.typed() + " --status any");
        }
        return found;
    }

    private static Selected selected(DeadLetterRow row) {
        return new Selected(row.id(), row.item().runId(), row.reason(), row.version(), BigDecimal.ZERO);
    }

    private void confirm(PenstockCommand root, List<Selected> selected, String verb, boolean forGood) {
        int count = selected.size();
        var what = verb + " " + Figures.plural(count, "dead letter");
        boolean typeNumber = forGood || count > FEW;
        var answer = root.ask(what + "? " + (typeNumber ? "Type the number: " : "[y/N] "));
        if (answer == null) {
            throw new CannotStartException("this would " + what + ", and nobody confirmed it",
                    "nothing was changed; confirm the number: --expect-count " + count + ", or look first: --dry-run");
        }
        boolean yes = typeNumber
                ? answer.replace(",", "").equals(Integer.toString(count))
                : answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
        if (!yes) {
            throw new CannotStartException("not confirmed", "nothing was changed");
        }
    }

    ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(command.commandLine(), message);
    }
}
