package dev.penstock.engine;

import dev.penstock.run.ItemSource;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The records of a file one by one, for commands that look at a file without running a task over it. Reads the file once
/// and holds a few hundred records of it. Used by one thread.
public final class InputRecords implements AutoCloseable {
    private static final int PAGE = 256;

    private final ItemSource source;
    private final Queue<NewItem> read = new ArrayDeque<>();
    private InputPosition position = InputPosition.START;

    private InputRecords(ItemSource source) {
        this.source = source;
    }

    /// How a file holds its records.
    public enum Format {
        /// One JSON object per line.
        JSONL,
        /// Comma-separated with a header row; every field is a string.
        CSV;

        /// The name on the command line.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// By the file's name: CSV if it ends so.
        public static Format of(Path file) {
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? CSV : JSONL;
        }

        /// @throws CannotStartException if there is no such format
        public static Format named(String label) {
            return Arrays.stream(values())
                    .filter(format -> format.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new CannotStartException("--format '" + label + "' is not a format",
                            "allowed: "
                                    + Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", "))));
        }
    }

    /// @param maxRecordBytes a longer record is given as unusable
    /// @throws CannotStartException if there is no such readable file, or it is empty
    public static InputRecords open(Path file, Format format, int maxRecordBytes) {
        refuseUnreadable(file);
        var records = new RecordReader("", String.valueOf(file.getFileName()));
        var source = format == Format.CSV
                ? new CsvSource(file, records, maxRecordBytes, Long.MAX_VALUE)
                : new JsonLinesSource(file, records, maxRecordBytes, Long.MAX_VALUE);
        return new InputRecords(source);
    }

    private static void refuseUnreadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CannotStartException(
                    file + (Files.isDirectory(file)
                            ? " is a folder"
                            : Files.exists(file) ? " is not a readable file" : " does not exist"),
                    "give a .jsonl file (one JSON object per line) or a .csv file with a header row");
        }
        if (file.toFile().length() == 0) {
            throw new CannotStartException(file + " is empty",
                    "it needs one JSON object per line, or a header row and rows");
        }
    }

    /// The next record, usable or not; blank lines are skipped.
    ///
    /// @return null at the end
    /// @throws CannotStartException if two columns of a CSV file have one name
    public @Nullable NewItem next() {
        readAhead(1);
        return read.poll();
    }

    /// The next records without taking them.
    ///
    /// @param most at most this many
    public List<NewItem> peek(int most) {
        readAhead(most);
        return read.stream().limit(most).toList();
    }

    private void readAhead(int wanted) {
        while (read.size() < wanted && !position.complete()) {
            var batch = source.read(position, PAGE);
            read.addAll(batch.items());
            position = batch.after();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
