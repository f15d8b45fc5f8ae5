package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Csv;
import dev.penstock.engine.SampleJson;
import dev.penstock.engine.SampleReview;
import dev.penstock.store.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock samples`: prompts and replies kept at random, and what people say about them.
@Command(name = "samples", sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = "Lists and judges prompts"
        + " and replies that were kept at random (samples: in penstock.yaml or task.yaml).")
final class SamplesCommand implements Callable<Integer> {
    private final PenstockCommand root;

    private SamplesCommand(PenstockCommand root) {
        this.root = root;
    }

    static CommandLine commandLine(PenstockCommand root) {
        var line = new CommandLine(new SamplesCommand(root));
        line.addSubcommand(new Listing(root));
        line.addSubcommand(new Show(root));
        line.addSubcommand(new Judge(root));
        line.addSubcommand(new Export(root));
        return line;
    }

    /// Without a command: the list.
    @Override
    public Integer call() {
        return new Listing(root).call();
    }

    /// Which samples.
    private static final class Which {
        @Option(names = "--task", paramLabel = "TASK", description = "Of this task.")
        private @Nullable String task;

        @Option(names = "--run", paramLabel = "RUN", description = "Of this run.")
        private @Nullable String run;

        Samples.Filter filter(boolean unjudged) {
            return new Samples.Filter(run, task, unjudged);
        }
    }

    @Command(name = "list", sortOptions = false, description = "Lists samples, newest first.")
    private static final class Listing implements Callable<Integer> {
        private final PenstockCommand root;

        @Mixin
        private Which which = new Which();

        @Option(names = "--unjudged", description = "Only those nobody judged yet.")
        private boolean unjudged;

        @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50).")
        private int limit = 50;

        @Option(names = "--json", description = "One JSON object per line.")
        private boolean json;

        Listing(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            try (var samples = root.project().samples()) {
                var rows = samples.list(which.filter(unjudged), limit + 1);
                var shown = rows.subList(0, Math.min(limit, rows.size()));
                if (json) {
                    shown.forEach(row -> root.results().json(SampleJson.of(row)));
                } else {
                    root.results()
                            .lines(screen(root).list(shown, rows.size() > limit, samples.tally(which.filter(false)),
                                    root.surroundings().clock().instant()));
                }
            }
            return ExitCode.ACCEPTED;
        }
    }

    @Command(name = "show", sortOptions = false, description = "Shows a sample: the conversation as sent, the reply, verdicts.")
    private static final class Show implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(paramLabel = "ID", description = "The sample.")
        private String id = "";

        @Option(names = "--json", description = "As JSON on one line.")
        private boolean json;

        Show(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            try (var samples = root.project().samples()) {
                var row = samples.sample(id);
                if (json) {
                    root.results().json(SampleJson.of(row));
                } else {
                    root.results().lines(screen(root).show(row, samples.judgements(id)));
                }
            }
            return ExitCode.ACCEPTED;
        }
    }

    /// A verdict as typed.
    private enum Verdict {
        GOOD, BAD
    }

    @Command(name = "judge", sortOptions = false, description = "Records whether a sample's reply is good or bad. Without an"
            + " id, walks through those nobody judged yet.")
    private static final class Judge implements Callable<Integer> {
        private final PenstockCommand root;

        @Parameters(index = "0", paramLabel = "ID", arity = "0..1", description = "The sample.")
        private @Nullable String id;

        @Parameters(index = "1", paramLabel = "good|bad", arity = "0..1", description = "The verdict.")
        private @Nullable Verdict verdict;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private @Nullable String reason;

        @Option(names = "--as", paramLabel = "NAME", description = "Who judges (default: the login name).")
        private @Nullable String actor;

        @Mixin
        private Which which = new Which();

        Judge(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            var judge = actor == null ? root.actor() : actor;
            try (var samples = root.project().samples()) {
                if (id == null) {
                    new JudgeWalk(root, samples, judge).through(which.filter(true));
                    return ExitCode.ACCEPTED;
                }
                if (verdict == null) {
                    throw new CannotStartException("a verdict is missing",
                            "penstock samples judge " + id + " good, or bad");
                }
                samples.judge(id, verdict == Verdict.GOOD, judge, reason);
                root.results().line(id + " judged " + verdict.name().toLowerCase(Locale.ROOT));
            }
            return ExitCode.ACCEPTED;
        }
    }

    /// A form of export.
    private enum Format {
        JSONL, CSV
    }

    @Command(name = "export", sortOptions = false, description = "Writes samples with their verdicts, oldest first.")
    private static final class Export implements Callable<Integer> {
        private final PenstockCommand root;

        @Mixin
        private Which which = new Which();

        @Option(names = "--unjudged", description = "Only those nobody judged yet.")
        private boolean unjudged;

        @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl (lossless, default) or csv (safe to open in a"
                + " spreadsheet).")
        private Format format = Format.JSONL;

        @Option(names = "--output", paramLabel = "FILE", description = "A new file (default: standard output).")
        private @Nullable Path output;

        Export(PenstockCommand root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            try (var samples = root.project().samples()) {
                if (output == null) {
                    write(samples, format == Format.CSV ? root.results()::line : root.results()::json);
                } else {
                    writeFile(samples, root.path(output));
                    root.results().line(output.toString());
                }
            }
            return ExitCode.ACCEPTED;
        }

        private void write(SampleReview samples, Consumer<String> line) {
            if (format == Format.CSV) {
                line.accept(Csv.line(SampleCsv.HEADINGS));
            }
            samples.forEach(which.filter(unjudged), row -> line.accept(format == Format.CSV
                    ? Csv.line(SampleCsv.cells(row))
                    : SampleJson.of(row).toString()));
        }

        /// A file that is there may hold somebody's notes: it is never overwritten.
        private void writeFile(SampleReview samples, Path file) {
            if (Files.exists(file)) {
                throw new CannotStartException(file + " exists already", "name a new file, or move that one away");
            }
            try (var out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
                write(samples, line -> {
                    try {
                        out.write(line);
                        out.write('\n');
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (IOException | UncheckedIOException e) {
                throw new CannotStartException("cannot write " + file, "name another file with --output FILE");
            }
        }
    }

    private static SampleScreen screen(PenstockCommand root) {
        return new SampleScreen(root.terminal().width(), root.terminal().results());
    }

    /// The columns of a spreadsheet of samples.
    private static final class SampleCsv {
        static final List<String> HEADINGS = List.of("sample", "run", "task", "id", "keptAt", "model", "promptVersion",
                "checks", "judged", "judgedBy", "reason", "input", "reply");

        static List<String> cells(dev.penstock.store.SampleRow row) {
            var text = row.text();
            var judgement = row.judgement();
            return List.of(row.id(), row.item().runId(), row.item().task(), row.item().itemId(),
                    row.keptAt().toString(), row.numbers().model(), row.numbers().promptVersion(),
                    row.numbers().verdict(), judgement == null ? "" : judgement.good() ? "good" : "bad",
                    judgement == null ? "" : judgement.actor(),
                    judgement == null || judgement.reason() == null ? "" : judgement.reason(),
                    text == null ? "" : text.messages().getLast().text(), text == null ? "" : text.reply());
        }
    }
}
