package dev.penstock.cli;

import dev.penstock.engine.Costs;
import dev.penstock.engine.CostsText;
import dev.penstock.store.Ledger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `penstock costs`.
@Command(name = "costs", sortOptions = false, description = "Shows what everything cost, over all runs: by task, model,"
        + " day (UTC), purpose, endpoint.")
final class CostsCommand implements Callable<Integer> {
    private final PenstockCommand root;

    @Option(names = "--by", paramLabel = "WHAT", split = ",", description = "One or more of task, model, day, purpose,"
            + " endpoint, with commas (default: task,model).")
    private List<Costs.By> by = List.of(Costs.By.TASK, Costs.By.MODEL);

    @Option(names = "--since", paramLabel = "DATE", description = "Calls sent on this day or later, such as 2026-11-01.")
    private @Nullable LocalDate since;

    @Option(names = "--until", paramLabel = "DATE", description = "Calls sent on this day or earlier.")
    private @Nullable LocalDate until;

    @Option(names = "--task", paramLabel = "TASK", description = "Of this task.")
    private @Nullable String task;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--csv", description = "A table for spreadsheets.")
    private boolean csv;

    @Spec
    private picocli.CommandLine.Model.@Nullable CommandSpec spec;

    CostsCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        refuseContradictions();
        try (var records = root.project().records()) {
            var costs = records.costs(
                    new Ledger.Filter(task, start(since), until == null ? null : start(until.plusDays(1))),
                    new ArrayList<>(by));
            root.results().lines(lines(costs));
        }
        return ExitCode.ACCEPTED;
    }

    private List<String> lines(Costs costs) {
        if (json) {
            return List.of(CostsText.json(costs).toString());
        }
        return csv
                ? CostsText.csv(costs)
                : CostsScreen.render(costs, root.terminal().width(), root.terminal().results());
    }

    private void refuseContradictions() {
        if (spec == null) {
            return;
        }
        if (json && csv) {
            throw new ParameterException(spec.commandLine(), "--json and --csv exclude each other");
        }
        if (since != null && until != null && until.isBefore(since)) {
            throw new ParameterException(spec.commandLine(), "--until " + until + " is before --since " + since);
        }
        if (by.stream().distinct().count() < by.size()) {
            throw new ParameterException(spec.commandLine(), "--by names something twice");
        }
    }

    private static @Nullable Instant start(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
