package dev.penstock.engine;

import dev.penstock.run.ItemSource;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Items from a JSON Lines file. Goes on from a stored byte offset.
final class JsonLinesSource implements ItemSource {
    private final Path file;
    private final RecordReader records;
    private final int maxRecordBytes;
    private final long limit;
    private @Nullable JsonLines lines;

    /// @param limit at most this many items; [Long#MAX_VALUE] for all
    JsonLinesSource(Path file, RecordReader records, int maxRecordBytes, long limit) {
        this.file = file;
        this.records = records;
        this.maxRecordBytes = maxRecordBytes;
        this.limit = limit;
    }

    @Override
    public Batch read(InputPosition from, int max) {
        var open = lines == null ? open(from.offset()) : lines;
        lines = open;
        var items = new ArrayList<NewItem>();
        long line = from.line();
        long seq = from.seq();
        while (items.size() < max && seq < limit) {
            var next = open.next();
            if (next == null) {
                return new Batch(items, new InputPosition(open.offset(), line, seq, true));
            }
            line++;
            if (!blank(next)) {
                items.add(item(seq++, line, next));
            }
        }
        return new Batch(items, new InputPosition(open.offset(), line, seq, seq >= limit));
    }

    private NewItem item(long seq, long line, JsonLines.Line next) {
        if (next.bytes() > maxRecordBytes) {
            return records.unreadable(seq, line, next.text(), "max-record-bytes", "the line has " + next.bytes()
                    + " bytes; allowed: " + maxRecordBytes + " (max-record-bytes in penstock.yaml)");
        }
        return next.utf8()
                ? records.read(seq, line, next.text())
                : records.unreadable(seq, line, next.text(), "utf-8",
                        "the line is not valid UTF-8; save the file as UTF-8");
    }

    private static boolean blank(JsonLines.Line line) {
        return line.utf8() && line.text().isBlank();
    }

    private JsonLines open(long offset) {
        try {
            var channel = FileChannel.open(file);
            channel.position(offset);
            return new JsonLines(Channels.newInputStream(channel), offset, maxRecordBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }
}
