package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Csv;
import dev.penstock.engine.Figures;
import dev.penstock.engine.LetterRows;
import dev.penstock.engine.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `penstock dead-letters export`: for a colleague who has no command line.
@Command(name = "export", sortOptions = false, description = "Writes dead letters for a colleague to decide, with empty"
        + " columns decision, output and note. `dead-letters import` takes the decisions in.", footer = {"",
                "decision: accept, edit (with the corrected output), discard, retry; nothing leaves it open.", "",
                "Example:  penstock dead-letters export --run r_7F3KQ2 --output for-ana.csv"})
final class LetterExportCommand implements Callable<Integer> {
    private static final String CSV_LINE_END = "\r\n";

    private final PenstockCommand root;

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "The same as --run RUN.")
    private @Nullable String run;

    @Mixin
    private LetterFilter filter = new LetterFilter();

    @Option(names = "--status", paramLabel = "STATUS", description = "open, accepted, discarded, retried or any (default: open).")
    private LetterFilter.Status status = LetterFilter.Status.OPEN;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl, which loses nothing, or csv, safe to open in a spreadsheet (default: by the file's name, else jsonl).")
    private @Nullable Format format;

    @Option(names = "--output", paramLabel = "FILE", description = "A new file (default: standard output).")
    private @Nullable Path output;

    @Option(names = "--audit", description = "Also who decided what so far.")
    private boolean audit;

    enum Format {
        JSONL, CSV
    }

    LetterExportCommand(PenstockCommand root) {
        this.root = root;
    }

    @Option(names = "--reason", paramLabel = "REASON", description = "The same as --failure REASON.")
    @SuppressWarnings("unused") // picocli calls it
    void reason(String reason) {
        filter.failure = reason;
    }

    @Override
    public Integer call() {
        filter.run = run == null ? filter.run : run;
        try (var records = root.project().records()) {
            filter.refuseUnknown(records);
            if (output == null) {
                write(records, csv()
                        ? text -> root.results().text(text)
                        : line -> root.results().json(line.stripTrailing()));
            } else {
                toFile(records, root.path(output));
            }
        }
        return ExitCode.ACCEPTED;
    }

    /// A file that is there may be filled in already: it is never overwritten.
    private void toFile(Records records, Path file) {
        if (Files.exists(file)) {
            throw new CannotStartException(file + " exists already", "name a new file, or move that one away");
        }
        var beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            long count;
            try (Writer out = Files.newBufferedWriter(beside)) {
                count = write(records, text -> append(out, text));
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            root.results().line(file + ": " + Figures.plural(count, "dead letter"));
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be written: " + e.getMessage(), "name another file");
        }
    }

    private static void append(Writer out, String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return how many there were
    private long write(Records records, Consumer<String> out) {
        var rows = new LetterRows(audit);
        boolean csv = csv();
        var count = new AtomicLong();
        if (csv) {
            out.accept(Csv.line(rows.headings()) + CSV_LINE_END);
        }
        records.forEach(filter.status(status), found -> {
            count.incrementAndGet();
            out.accept(csv ? Csv.line(rows.cells(found)) + CSV_LINE_END : rows.json(found) + "\n");
        });
        return count.get();
    }

    private boolean csv() {
        return format == null
                ? output != null && output.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
                : format == Format.CSV;
    }
}
