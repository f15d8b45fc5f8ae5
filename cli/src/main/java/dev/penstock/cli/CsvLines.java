package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords;
import dev.penstock.engine.InputRecords.Format;
import dev.penstock.engine.UploadLine;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A CSV file as the JSON lines that a server takes, read by the same reader as a run here and never held as a whole. Each
/// record has its line number in the file: blank lines, which are skipped, stand for the rest. Used by one thread.
final class CsvLines extends InputStream {
    private final InputRecords records;
    private long left;
    private long line = 1;
    private byte[] ready = {};
    private int at;

    private CsvLines(InputRecords records, @Nullable Long limit) {
        this.records = records;
        this.left = limit == null ? Long.MAX_VALUE : limit;
    }

    /// @param limit at most this many records; null for all
    /// @throws CannotStartException if there is no such file, it holds no record, or two of its columns have one name
    static CsvLines of(Path file, @Nullable Long limit) {
        var records = InputRecords.open(file, Format.CSV, Integer.MAX_VALUE); // the server knows the longest it takes
        var lines = new CsvLines(records, limit);
        if (records.peek(1).isEmpty()) {
            lines.close();
            throw new CannotStartException("input " + file + " holds no record", "it needs rows under its header");
        }
        return lines;
    }

    @Override
    public int read() {
        return isAtEnd() ? -1 : ready[at++] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, buffer, from, count);
        at += count;
        return count;
    }

    private boolean isAtEnd() {
        if (at == ready.length && left > 0) {
            var next = records.next();
            left = next == null ? 0 : left - 1;
            if (next != null) {
                int skipped = (int) Math.max(0, next.item().line() - line);
                ready = ("\n".repeat(skipped) + UploadLine.of(next) + "\n").getBytes(StandardCharsets.UTF_8);
                at = 0;
                line += skipped + 1L;
            }
        }
        return at == ready.length;
    }

    @Override
    public void close() {
        records.close();
    }
}
