package dev.penstock.engine;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.penstock.engine.GivenDecision.Output;
import dev.penstock.engine.GivenDecision.Verb;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import dev.penstock.settings.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the decisions out of an exported file that a colleague filled in, JSON Lines or CSV. A row without a decision is
/// left out. Everything wrong with the form of the file is found before anything is decided.
final class DecisionFile {
    static final String ID = "deadLetter";
    static final String VERSION = "version";
    static final String DECISION = "decision";
    static final String OUTPUT = "output";
    static final String NOTE = "note";

    private static final String ALLOWED = "allowed: accept, edit, discard, retry, or nothing to leave it open";
    private static final char[] SEPARATORS = {',', ';', '\t'};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String shown;
    private final List<Problem> problems = new ArrayList<>();
    private final List<GivenDecision> decisions = new ArrayList<>();
    private final Map<String, Long> lines = new HashMap<>();
    private long blank;

    private DecisionFile(String shown) {
        this.shown = shown;
    }

    /// @param blank rows without a decision
    record Content(List<GivenDecision> decisions, long blank) {
        Content {
            decisions = List.copyOf(decisions);
        }
    }

    /// @throws CannotStartException if the file cannot be read
    /// @throws SettingsException if its form is wrong anywhere, with every place
    static Content read(Path path) {
        var file = new DecisionFile(String.valueOf(path.getFileName()));
        var text = text(path);
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            file.csv(text);
        } else {
            file.jsonLines(text);
        }
        if (!file.problems.isEmpty()) {
            throw new SettingsException(file.problems);
        }
        return new Content(file.decisions, file.blank);
    }

    private static String text(Path path) {
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw new CannotStartException(path + " is not UTF-8",
                    "save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\"); nothing was changed");
        } catch (IOException e) {
            throw new CannotStartException(path + " cannot be read",
                    "give a file that `dead-letters export` wrote; nothing was changed");
        }
    }

    private void jsonLines(String text) {
        long number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                jsonLine(number, line);
            }
        }
    }

    private void jsonLine(long number, String line) {
        try {
            var row = JSON.readTree(line);
            if (!row.isObject()) {
                problem(number, "", "the line is not a JSON object", "one object per line, as exported");
                return;
            }
            if (!row.has(ID)) {
                problem(number, ID, "is missing", "is this a file that `dead-letters export` wrote? keep its fields");
                return;
            }
            var output = row.path(OUTPUT);
            add(new Row(number, text(row.path(ID)), text(row.path(VERSION)), text(row.path(DECISION)),
                    output.isMissingNode() || output.isNull() ? null : new Output.Json(output),
                    text(row.path(NOTE))));
        } catch (JacksonException _) {
            problem(number, "", "the line is not JSON", "one object per line, as exported");
        }
    }

    /// A value that is no text or number, such as a list, is a mistake that its text will show.
    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.isValueNode() ? node.asString("") : node.toString();
    }

    private void csv(String text) {
        try (var reader = CsvReader.builder().fieldSeparator(separator(text)).ofCsvRecord(text)) {
            var rows = reader.iterator();
            var header = rows.hasNext()
                    ? rows.next().getFields().stream().map(String::strip).toList()
                    : List.<String>of();
            var missing = Stream.of(ID, DECISION).filter(name -> !header.contains(name)).toList();
            if (!missing.isEmpty()) {
                problem(1, "", "the header has no column " + String.join(", ", missing),
                        "keep the columns of the exported file");
                return;
            }
            rows.forEachRemaining(row -> csvRow(header, row));
        } catch (CsvParseException e) {
            problem(0, "", "is not CSV: " + e.getMessage(), "nothing was read");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Spreadsheets write the separator of their country.
    private static char separator(String text) {
        var header = text.lines().findFirst().orElse("").replace("\"", "");
        for (char separator : SEPARATORS) {
            if (List.of(header.split(java.util.regex.Pattern.quote(String.valueOf(separator)))).contains(ID)) {
                return separator;
            }
        }
        return SEPARATORS[0];
    }

    private void csvRow(List<String> header, CsvRecord row) {
        var output = cell(header, row, OUTPUT);
        add(new Row(row.getStartingLineNumber(), cell(header, row, ID), cell(header, row, VERSION),
                cell(header, row, DECISION), output.isBlank() ? null : new Output.Text(output),
                cell(header, row, NOTE)));
    }

    private static String cell(List<String> header, CsvRecord row, String name) {
        int column = header.indexOf(name);
        return column < 0 || column >= row.getFieldCount() ? "" : SpreadsheetCell.plain(row.getField(column));
    }

    /// A row as it stands.
    private record Row(long line, String id, String version, String decision, @Nullable Output output, String note) {}

    private void add(Row row) {
        var word = row.decision().strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            blankRow(row);
            return;
        }
        var verb = verb(row.line(), word);
        if (verb == null || !wellFormed(row, verb)) {
            return;
        }
        var version = row.version().isBlank() ? null : Integer.valueOf(row.version().strip());
        decisions.add(new GivenDecision(row.line(), row.id().strip(), version, verb, row.output(), row.note().strip()));
    }

    private void blankRow(Row row) {
        blank++;
        if (row.output() != null) {
            problem(row.line(), DECISION, "there is an output, but no decision", "write edit, or clear the output");
        }
    }

    private @Nullable Verb verb(long line, String word) {
        for (var verb : Verb.values()) {
            if (verb.name().toLowerCase(Locale.ROOT).equals(word)) {
                return verb;
            }
        }
        var guess = Spelling.nearest(word, List.of("accept", "edit", "discard", "retry"))
                .map(near -> "did you mean " + near + "? ")
                .orElse("");
        problem(line, DECISION, "unknown decision '" + word + "'", guess + ALLOWED);
        return null;
    }

    private boolean wellFormed(Row row, Verb verb) {
        var before = problems.size();
        if (row.id().isBlank()) {
            problem(row.line(), ID, "is missing", "keep the ids of the exported file");
        } else if (lines.putIfAbsent(row.id().strip(), row.line()) != null) {
            problem(row.line(), ID,
                    row.id().strip() + " is decided twice, first on line " + lines.get(row.id().strip()),
                    "keep one of them");
        }
        if (!row.version().isBlank() && !row.version().strip().matches("[0-9]{1,9}")) {
            problem(row.line(), VERSION, "'" + row.version() + "' is not a whole number", "keep it as exported");
        }
        if (verb == Verb.EDIT && row.output() == null) {
            problem(row.line(), OUTPUT, "edit needs an output", "write the corrected output, or accept or discard");
        }
        if ((verb == Verb.DISCARD || verb == Verb.RETRY) && row.output() != null) {
            problem(row.line(), OUTPUT, "an item that is not accepted has no output",
                    "write edit, or clear the output");
        }
        return problems.size() == before;
    }

    private void problem(long line, String key, String message, String allowed) {
        problems.add(new Problem(shown, (int) line, key, message, allowed));
    }
}
