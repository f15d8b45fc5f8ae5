package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Records;
import dev.penstock.store.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `penstock dead-letters`: what waits for a person.
@Command(name = "dead-letters", sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Lists and judges"
        + " what waits for a person.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final String ID = "dl_";
    private static final String ANY = "any";
    private static final List<String> STATUSES = List.of("open", "accepted", "discarded", "retried", ANY);
    private static final int MANY = 1000;

    private final PenstockCommand root;

    private DeadLettersCommand(PenstockCommand root) {
        this.root = root;
    }

    static CommandLine commandLine(PenstockCommand root) {
        var line = new CommandLine(new DeadLettersCommand(root));
        line.addSubcommand(new Listing(root));
        line.addSubcommand(new Show(root));
        line.addSubcommand(new Accept(root));
        line.addSubcommand(new Discard(root));
        line.addSubcommand(new Retry(root));
        return line;
    }

    /// Without a command: the list.
    @Override
    public Integer call() {
        return new Listing(root).call();
    }

    /// Which dead letters.
    private static final class Which {
        @Option(names = "--run", paramLabel = "RUN", description = "Of this run.")
        private @Nullable String run;

        @Option(names = "--task", paramLabel = "TASK", description = "Of this task.")
        private @Nullable String task;

        @Option(names = "--reason", paramLabel = "REASON", description = "With this reason, such as schema-mismatch.")
        private @Nullable String reason;

        DeadLetters.Filter filter(@Nullable String status) {
            return new DeadLetters.Filter(run, task, reason, status);
        }
    }

    @Command(name = "list", sortOptions = false, description = "Lists dead letters, oldest first.")
    private static final class Listing implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "The same as --run RUN.")
        private @Nullable String run;

        @Mixin
        private Which which = new Which();

        @Option(names = "--status", paramLabel = "STATUS", description = "open, accepted, discarded, retried or any (default: open).")
        private String status = "open";

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50).")
        private int limit = 50;

        @Option(names = "--json", description = "One JSON object per line.")
        private boolean json;

        @Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Listing(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            if (!STATUSES.contains(status) && spec != null) {
                throw new ParameterException(spec.commandLine(), "invalid value for option '--status': '" + status
                        + "'; allowed: " + String.join(", ", STATUSES));
            }
            which.run = run == null ? which.run : run;
            try (var records = root.project().records()) {
                if (which.run != null) {
                    records.run(which.run); // an unknown run is an error, not an empty list
                }
                var rows = records.deadLetters(which.filter(status.equals(ANY) ? null : status), limit + 1);
                var shown = rows.subList(0, Math.min(limit, rows.size()));
                if (json) {
                    shown.forEach(row -> root.results().line(DeadLetterJson.of(row).toString()));
                } else {
                    root.results()
                            .lines(screen(root).list(shown, rows.size() > limit,
                                    root.surroundings().clock().instant()));
                }
            }
            return ExitCode.ACCEPTED;
        }
    }

    @Command(name = "show", sortOptions = false, description = "Shows a dead letter with input, reply and evidence.")
    private static final class Show implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "ID", description = "A dead letter, or a run: then its first open one.")
        private String id = "";

        @Option(names = "--prompt", description = "Also the prompt as it was sent.")
        private boolean prompt;

        @Option(names = "--json", description = "Everything about it as JSON on one line.")
        private boolean json;

        Show(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            try (var records = root.project().records()) {
                var more = new ArrayList<String>();
                var found = records.deadLetter(id.startsWith(ID) ? id : firstOf(records, id, more));
                if (json) {
                    root.results().line(DeadLetterJson.of(found).toString());
                    return ExitCode.ACCEPTED;
                }
                var sent = prompt
                        ? found.rendered()
                                .map(ready -> RequestText.of(ready.request()))
                                .orElse("(it cannot be"
                                        + " rendered)")
                        : null;
                root.results().lines(screen(root).show(found.letter(), found.attempts(), sent));
                root.results().lines(more);
            }
            return ExitCode.ACCEPTED;
        }

        private static String firstOf(Records records, String run, List<String> more) {
            records.run(run);
            var open = records.deadLetters(new DeadLetters.Filter(run, null, null, "open"), MANY);
            if (open.isEmpty()) {
                throw new CannotStartException("run " + run + " has no open dead letter",
                        "see: penstock dead-letters list " + run + " --status any");
            }
            if (open.size() > 1) {
                more.add("  " + (open.size() == MANY ? "at least " : "") + Figures.count(open.size() - 1L)
                        + " more of this run: penstock dead-letters list " + run);
            }
            return open.getFirst().id();
        }
    }

    @Command(name = "accept", sortOptions = false, description = "Accepts the reply as it is, or a corrected output. It passes"
            + " the task's checks again and joins the export.")
    private static final class Accept implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "ID", description = "The dead letter.")
        private String id = "";

        @Option(names = "--output", paramLabel = "JSON", description = "The corrected output: JSON, @FILE, or - for standard input.")
        private @Nullable String output;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; overrides a check that still says no.")
        private @Nullable String reason;

        Accept(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            var corrected = output == null ? null : GivenOutput.read(root, output);
            try (var records = root.project().records()) {
                records.accept(id, corrected, root.actor(), reason);
                var run = records.deadLetter(id).letter().item().runId();
                root.results()
                        .line(id + " accepted" + (corrected == null ? "" : ", corrected")
                                + "; it joins the outputs with: penstock export " + run);
            }
            return ExitCode.ACCEPTED;
        }
    }

    @Command(name = "discard", sortOptions = false, description = "Gives items up.")
    private static final class Discard implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "ID", arity = "1..*", description = "The dead letters.")
        private List<String> ids = List.of();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private @Nullable String reason;

        Discard(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            try (var records = root.project().records()) {
                ids.forEach(records::open); // all or none when one is unknown or decided
                for (var id : ids) {
                    records.discard(id, root.actor(), reason);
                    root.results().line(id + " discarded");
                }
            }
            return ExitCode.ACCEPTED;
        }
    }

    @Command(name = "retry", sortOptions = false, description = "Asks again, with today's prompt. Give ids, or --run with a"
            + " filter.")
    private static final class Retry implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "ID", arity = "0..*", description = "Dead letters of one run.")
        private List<String> ids = List.of();

        @Mixin
        private Which which = new Which();

        @Mixin
        private RunOptions options = new RunOptions();

        @Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Retry(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            if (ids.isEmpty() == (which.run == null) && spec != null) {
                throw new ParameterException(spec.commandLine(), "give either ids or --run RUN");
            }
            var letters = letters();
            var runs = letters.stream().map(letter -> letter.item().runId()).distinct().toList();
            if (runs.size() > 1) {
                throw new CannotStartException("these dead letters belong to " + runs.size() + " runs: "
                        + String.join(", ", runs), "retry those of one run at a time");
            }
            return new RunWatch(root, options).run("penstock dead-letters retry",
                    engine -> engine.retry(runs.getFirst(), letters, false, root.actor()));
        }

        private List<dev.penstock.store.DeadLetterRow> letters() {
            try (var records = root.project().records()) {
                if (which.run == null) {
                    return ids.stream().distinct().map(records::open).toList();
                }
                records.run(which.run);
                var letters = records.deadLetters(which.filter("open"), Integer.MAX_VALUE);
                if (letters.isEmpty()) {
                    throw new CannotStartException("no open dead letter matches",
                            "see: penstock dead-letters list --run " + which.run);
                }
                return letters;
            }
        }
    }

    private static DeadLetterScreen screen(PenstockCommand root) {
        return new DeadLetterScreen(root.terminal().width(), root.terminal().results());
    }
}
