package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.DeadLetterJson;
import dev.penstock.engine.Figures;
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
import picocli.CommandLine.Parameters;

/// `penstock dead-letters`: what waits for a person.
@Command(name = "dead-letters", sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Lists and judges"
        + " what waits for a person.")
final class DeadLettersCommand implements Callable<Integer> {
    private static final String ID = "dl_";
    private static final int MANY = 1000;

    private final PenstockCommand root;

    private DeadLettersCommand(PenstockCommand root) {
        this.root = root;
    }

    static CommandLine commandLine(PenstockCommand root) {
        var line = new CommandLine(new DeadLettersCommand(root));
        line.addSubcommand(new Listing(root));
        line.addSubcommand(new Show(root));
        line.addSubcommand(new AcceptCommand(root));
        line.addSubcommand(new EditCommand(root));
        line.addSubcommand(new DiscardCommand(root));
        line.addSubcommand(new RetryLettersCommand(root));
        line.addSubcommand(new LetterLogCommand(root));
        line.addSubcommand(new LetterExportCommand(root));
        line.addSubcommand(new LetterImportCommand(root));
        return line;
    }

    /// Without a command: the list.
    @Override
    public Integer call() {
        return new Listing(root).call();
    }

    @Command(name = "list", sortOptions = false, description = "Lists dead letters, oldest first.")
    private static final class Listing implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "The same as --run RUN.")
        private @Nullable String run;

        @Mixin
        private LetterFilter which = new LetterFilter();

        @Option(names = "--status", paramLabel = "STATUS", description = "open, accepted, discarded, retried or any (default: open).")
        private LetterFilter.Status status = LetterFilter.Status.OPEN;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50).")
        private int limit = 50;

        @Option(names = "--json", description = "One JSON object per line.")
        private boolean json;

        Listing(PenstockCommand root) {
            this.root = root;
        }

        @Option(names = "--reason", paramLabel = "REASON", description = "The same as --failure REASON.")
        @SuppressWarnings("unused") // picocli calls it
        void reason(String reason) {
            which.failure = reason;
        }

        @Override
        public Integer call() {
            which.run = run == null ? which.run : run;
            try (var records = root.project().records()) {
                which.refuseUnknown(records);
                var rows = records.deadLetters(which.status(status), limit + 1);
                var shown = rows.subList(0, Math.min(limit, rows.size()));
                if (json) {
                    shown.forEach(row -> root.results().json(DeadLetterJson.of(row)));
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
                    root.results().json(DeadLetterJson.of(found));
                    return ExitCode.ACCEPTED;
                }
                var sent = prompt
                        ? found.rendered()
                                .map(ready -> RequestText.of(ready.request()))
                                .orElse("(it cannot be"
                                        + " rendered)")
                        : null;
                root.results().lines(screen(root).show(found.letter(), found.attempts(), sent));
                if (!found.reviews().isEmpty()) {
                    root.results().line("");
                    root.results()
                            .lines(new ReviewScreen(root.terminal().width(), root.terminal().results(),
                                    root.surroundings().clock().getZone()).history(found.reviews()));
                }
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

    private static DeadLetterScreen screen(PenstockCommand root) {
        return new DeadLetterScreen(root.terminal().width(), root.terminal().results());
    }
}
