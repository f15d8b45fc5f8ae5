package dev.penstock.engine;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.penstock.run.ItemSource;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Items from a CSV file with a header row; every field is a string. A resumed run reads the file again from the start and
/// skips what it has. A quote that is never closed takes the rest of the file with it: that is one unusable item, the last.
final class CsvSource implements ItemSource {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Pattern STARTING_LINE = Pattern.compile("starting at line ([0-9]+)");

    private final Path file;
    private final RecordReader records;
    private final int maxRecordBytes;
    private final long limit;
    private @Nullable CsvReader<CsvRecord> reader;
    private @Nullable Iterator<CsvRecord> rows;
    private List<String> header = List.of();

    CsvSource(Path file, RecordReader records, int maxRecordBytes, long limit) {
        this.file = file;
        this.records = records;
        this.maxRecordBytes = maxRecordBytes;
        this.limit = limit;
    }

    @Override
    public Batch read(InputPosition from, int max) {
        var open = rows == null ? open(from.seq()) : rows;
        rows = open;
        var items = new ArrayList<NewItem>();
        long line = from.line();
        long seq = from.seq();
        try {
            while (items.size() < max && seq < limit && open.hasNext()) {
                var row = open.next();
                line = row.getStartingLineNumber();
                items.add(item(seq++, line, row));
            }
            return new Batch(items, new InputPosition(0, line, seq, seq >= limit || !open.hasNext()));
        } catch (CsvParseException e) {
            line = startingLine(e, line + 1);
            items.add(records.unreadable(seq++, line, "", "quote",
                    "a quote opens in this record and is never closed, so everything behind it was taken for its text"));
            return new Batch(items, new InputPosition(0, line, seq, true));
        }
    }

    private static long startingLine(CsvParseException e, long otherwise) {
        var line = STARTING_LINE.matcher(String.valueOf(e.getMessage()));
        return line.find() ? Long.parseLong(line.group(1)) : otherwise;
    }

    private NewItem item(long seq, long line, CsvRecord row) {
        var text = String.join(",", row.getFields());
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxRecordBytes) {
            return records.unreadable(seq, line, text, "max-record-bytes", "the record has " + bytes
                    + " bytes; allowed: " + maxRecordBytes + " (max-record-bytes in penstock.yaml)");
        }
        if (text.indexOf(REPLACEMENT) >= 0) {
            return records.unreadable(seq, line, text, "utf-8",
                    "the record is not valid UTF-8; save the file as UTF-8");
        }
        if (row.getFieldCount() != header.size()) {
            return records.unreadable(seq, line, text, "fields", "the record has " + row.getFieldCount()
                    + " fields; the header has " + header.size());
        }
        return records.read(seq, line, object(row).toString());
    }

    private ObjectNode object(CsvRecord row) {
        var object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < header.size(); i++) {
            if (!header.get(i).equals("id") || !row.getField(i).isBlank()) {
                object.put(header.get(i), row.getField(i));
            }
        }
        return object;
    }

    private Iterator<CsvRecord> open(long skip) {
        try {
            var opened = CsvReader.builder()
                    .detectBomHeader(true)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .ofCsvRecord(file, StandardCharsets.UTF_8);
            reader = opened;
            var iterator = opened.iterator();
            if (iterator.hasNext()) {
                header = List.copyOf(iterator.next().getFields());
                refuseColumnsOfOneName();
            }
            for (long i = 0; i < skip && iterator.hasNext(); i++) {
                iterator.next();
            }
            return iterator;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of two columns of one name, one would vanish.
    private void refuseColumnsOfOneName() {
        var names = new HashSet<String>();
        for (var name : header) {
            if (!name.isBlank() && !names.add(name)) {
                throw new CannotStartException(file + " has two columns named '" + name + "'",
                        "give each column a name of its own; nothing was started");
            }
        }
    }

    @Override
    public void close() {
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
