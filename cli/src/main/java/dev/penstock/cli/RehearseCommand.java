package dev.penstock.cli;

import dev.penstock.cli.rehearse.Rehearsal;
import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock rehearse`.
@Command(name = "rehearse", sortOptions = false, description = "Plays a storm on a task against the built-in simulator, kills"
        + " Penstock with kill -9 in the middle of it, resumes, and shows what was lost and what was bought twice. No key, no"
        + " cost; your project and its store are not touched.", footer = {"",
                "Exit codes: 0 every invariant held (dead letters break none), 1 one did not, 2 nothing started.", "",
                "Example:  penstock rehearse ticket-triage --input tickets.jsonl --kill 10"})
final class RehearseCommand implements Callable<Integer> {
    private static final int MOST_ITEMS = 100_000;
    private static final int MOST_KILLS = 200;
    private static final int LARGEST_SEED = 1_000_000;

    private final PenstockCommand root;

    @Parameters(paramLabel = "TASK", description = "A folder of prompts/.")
    private String task = "";

    @Option(names = "--kill", paramLabel = "N", description = "How often Penstock is killed (default: 5).")
    private int kills = 5;

    @Option(names = "--scenario", paramLabel = "FILE", description = "A scenario file, or the name of a built-in one (default: squall).")
    private String scenario = "squall";

    @Option(names = "--items", paramLabel = "N", description = "How many items (default: 400).")
    private int items = 400;

    @Option(names = "--input", paramLabel = "FILE", description = "Records, again and again until there are enough (default: the task's golden cases, else made-up ones).")
    private @Nullable Path input;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the moments of the kills (default: a new one each time; it is printed).")
    private @Nullable Long seed;

    @Option(names = "--json", description = "The result as JSON on one line.")
    private boolean json;

    RehearseCommand(PenstockCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        between("--items", items, 1, MOST_ITEMS);
        between("--kill", kills, 0, MOST_KILLS);
        var plan = new Rehearsal.Plan(task, ScenarioChoice.of(root, scenario), items, kills,
                seed == null ? ThreadLocalRandom.current().nextInt(LARGEST_SEED) : seed,
                input == null ? null : root.path(input));
        var rehearsal = new Rehearsal(root.project(), plan, this::killed);
        // A signal ends the process with 130 or 143 by itself; only what was started and written has to go.
        var cleanUp = new Thread(rehearsal::abandon, "rehearsal-clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            return show(rehearsal.play());
        } finally {
            if (rehearsal.abandoned()) {
                Thread.sleep(Long.MAX_VALUE); // the process ends around us; say nothing about what fails because of it
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        }
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CannotStartException(option + " must be from " + least + " to " + most + ", was " + value, "");
        }
    }

    private void killed(int number, long calls) {
        if (!json) {
            root.messages()
                    .say("SIMULATED  kill -9 " + number + " of " + kills + " after "
                            + Figures.plural(calls, "call") + "; resuming");
        }
    }

    private int show(Rehearsal.Result result) {
        var screen = new RehearsalScreen(root.terminal().width(), root.terminal().results());
        if (json) {
            root.results().json(RehearsalScreen.json(result));
        } else {
            root.results().lines(screen.render(result, again(result.plan())));
        }
        return result.holds() ? ExitCode.ACCEPTED : ExitCode.INTERNAL;
    }

    /// The command that plays it again.
    private String again(Rehearsal.Plan plan) {
        return "penstock rehearse " + ShellWord.quoted(task) + " --kill " + kills + " --items " + items + " --scenario "
                + ShellWord.quoted(scenario) + (input == null ? "" : " --input " + ShellWord.quoted(input.toString()))
                + " --seed " + plan.seed();
    }
}
