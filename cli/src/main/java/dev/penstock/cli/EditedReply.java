package dev.penstock.cli;

import dev.penstock.engine.EvidenceText;
import dev.penstock.engine.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// The file in which a person corrects a reply: everything they need to know as comments, a line that says where the reply
/// begins, and the reply. What models and customers wrote cannot leave its comment: line breaks of every kind and controls
/// are made visible first.
final class EditedReply {
    static final String CUT = "----- the reply begins below this line -----";

    private static final String NOT_ACCEPTED = "NOT ACCEPTED:";
    private static final int WIDTH = 96;
    private static final int MOST_INPUT_LINES = 200;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Records.Case found;
    private final @Nullable JsonNode schema;
    private final String reply;

    /// @param schema null for a free-text task
    /// @param reply what the model said last; empty when nothing was read as an answer
    EditedReply(Records.Case found, @Nullable JsonNode schema, String reply) {
        this.found = found;
        this.schema = schema;
        this.reply = reply;
    }

    /// What a saved file says.
    sealed interface Reading {
        /// Nothing but comments and white space.
        record Empty() implements Reading {}

        /// The reply as it was.
        record Unchanged() implements Reading {}

        /// @param why one sentence for the person
        record Unreadable(String why) implements Reading {}

        /// @param output free text is a JSON string
        record Output(JsonNode output) implements Reading {}
    }

    /// Editors know by its ending how to colour it.
    String fileName() {
        return schema == null ? "reply.txt" : "reply.jsonc";
    }

    /// The file as the person first sees it.
    String first() {
        return file(List.of(), body());
    }

    /// The file to be edited again, with what was typed.
    ///
    /// @param problems what was wrong with it, one line each
    String again(List<String> problems, String typed) {
        return file(problems, afterCut(typed));
    }

    /// The reply as it stands in the file: indented if it is JSON, else as it is.
    private String body() {
        if (schema == null || reply.isEmpty()) {
            return reply;
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(JSON.readTree(reply))
                    .lines()
                    .map(TerminalText::guardedJson)
                    .collect(Collectors.joining("\n"));
        } catch (JacksonException _) {
            return reply;
        }
    }

    private String file(List<String> problems, String body) {
        var comments = new ArrayList<String>();
        if (!problems.isEmpty()) {
            comments.add(NOT_ACCEPTED);
            problems.forEach(problem -> add(comments, "  ", problem));
            comments.add("");
        }
        comments.addAll(about());
        comments.add("");
        comments.add("Save and close: it is checked, then accepted. Empty or unchanged: nothing happens.");
        comments.add(CUT);
        var text = new StringBuilder();
        comments.forEach(line -> text.append((mark() + " " + line).stripTrailing()).append('\n'));
        return text.append(body).append('\n').toString();
    }

    private List<String> about() {
        var letter = found.letter();
        var lines = new ArrayList<String>();
        lines.add(TerminalText.oneLine(letter.id() + "   " + letter.reason() + "   " + letter.task() + "   run "
                + letter.item().runId() + "   item " + letter.item().id() + " (line " + letter.item().line() + ")"));
        lines.add("");
        lines.add("Why:");
        found.evidence().forEach(one -> add(lines, "  ", EvidenceText.sentence(one)));
        if (lines.size() == 3) {
            add(lines, "  ", letter.detail());
        }
        lines.add("");
        lines.add("Input:");
        add(lines, "  ", cut(DeadLetterScreen.pretty(letter.item().record()), letter.id()));
        if (schema != null) {
            lines.add("");
            lines.add("The answer:");
            SchemaHint.lines(schema).forEach(line -> add(lines, "  ", line));
        }
        if (reply.isEmpty()) {
            lines.add("");
            lines.add("There is no reply that could be read as an answer: write one.");
        }
        return lines;
    }

    private static String cut(String text, String id) {
        var lines = text.lines().limit(MOST_INPUT_LINES + 1L).toList();
        return lines.size() <= MOST_INPUT_LINES
                ? text
                : String.join("\n", lines.subList(0, MOST_INPUT_LINES))
                        + "\n… all of it: penstock dead-letters show " + id + " --json";
    }

    private static void add(List<String> lines, String indent, String text) {
        Columns.wrap(TerminalText.clean(text.replace("\r\n", "\n")), WIDTH - indent.length())
                .forEach(line -> lines.add(indent + line));
    }

    private String mark() {
        return schema == null ? "#" : "//";
    }

    /// What was typed: what stands below the cut, or all of it when the cut is gone.
    private String afterCut(String file) {
        var text = file.startsWith("\uFEFF") ? file.substring(1) : file;
        text = reply.contains("\r\n") ? text : text.replace("\r\n", "\n");
        var lines = List.of(text.split("\n", -1));
        int cut = lines.indexOf(cutLine());
        var typed = String.join("\n", lines.subList(cut + 1, lines.size()));
        return typed.endsWith("\n") ? typed.substring(0, typed.length() - 1) : typed;
    }

    private String cutLine() {
        return mark() + " " + CUT;
    }

    /// Whether the cut is gone and the comments above it are not: in free text nobody can tell where they end.
    private boolean mixed(String typed) {
        return schema == null && (typed.startsWith(mark() + " " + found.letter().id() + " ")
                || typed.startsWith(mark() + " " + NOT_ACCEPTED));
    }

    Reading read(String file) {
        var typed = afterCut(file);
        if (typed.isBlank()) {
            return new Reading.Empty();
        }
        if (typed.equals(body())) {
            return new Reading.Unchanged();
        }
        if (mixed(typed)) {
            return new Reading.Unreadable("the line that says where the reply begins is gone: take the comments out");
        }
        return schema == null ? new Reading.Output(StringNode.valueOf(typed)) : json(typed);
    }

    private Reading json(String typed) {
        try {
            var output = JSON.readTree(withoutComments(typed));
            if (output.isMissingNode()) {
                return new Reading.Empty();
            }
            return sameAsReply(output) ? new Reading.Unchanged() : new Reading.Output(output);
        } catch (JacksonException e) {
            var place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + " of the reply, column " + e.getLocation().getColumnNr()
                            + ": ";
            return new Reading.Unreadable("it is not JSON. " + place + TerminalText.oneLine(e.getOriginalMessage()));
        }
    }

    private boolean sameAsReply(JsonNode output) {
        try {
            return JSON.readTree(reply).equals(output);
        } catch (JacksonException _) {
            return false;
        }
    }

    /// A line of JSON never begins with `//`: strings hold no line breaks. The lines stay, so that places are right.
    private static String withoutComments(String typed) {
        var kept = new StringBuilder(typed.length());
        for (var line : typed.split("\n", -1)) {
            kept.append(line.stripLeading().startsWith("//") ? "" : line).append('\n');
        }
        return kept.toString();
    }
}
