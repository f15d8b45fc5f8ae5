package dev.penstock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/// Dead letters as rows that a colleague fills in: what they need to judge one, and three empty columns for what they
/// decide.
///
/// @param audit whether decisions made so far are there too
public record LetterRows(boolean audit) {
    private static final List<String> COLUMNS = List.of("deadLetter", "task", "run", "id", "version", "reason",
            "detail",
            "evidence", "input", "reply", "decision", "output", "note");
    private static final List<String> AUDIT = List.of("reviewedBy", "reviewedAt", "action", "why", "before", "after",
            "promptBefore", "promptAfter");

    public List<String> headings() {
        return Stream.concat(COLUMNS.stream(), audit ? AUDIT.stream() : Stream.empty()).toList();
    }

    /// As cells below [#headings]; of the decisions, the last.
    public List<String> cells(Records.Case found) {
        var letter = found.letter();
        var evidence = found.evidence()
                .stream()
                .map(EvidenceText::sentence)
                .collect(Collectors.joining("\n"));
        var cells = new ArrayList<>(List.of(letter.id(), letter.task(), letter.item().runId(), letter.item().id(),
                Integer.toString(letter.version()), letter.reason(), letter.detail(), evidence,
                letter.item().record(), Review.reply(found.attempts()).orElse(""), "", "", ""));
        if (audit) {
            cells.addAll(lastDecision(found));
        }
        return cells;
    }

    private static List<String> lastDecision(Records.Case found) {
        if (found.reviews().isEmpty()) {
            return AUDIT.stream().map(_ -> "").toList();
        }
        var last = found.reviews().getLast();
        return List.of(last.actor(), last.at().toString(), last.action(), or(last.reason()),
                or(last.output().before()), or(last.output().after()), or(last.prompt().before()),
                or(last.prompt().after()));
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// As JSON on one line; nothing is lost.
    public String json(Records.Case found) {
        var letter = found.letter();
        var node = JsonNodeFactory.instance.objectNode()
                .put("deadLetter", letter.id())
                .put("task", letter.task())
                .put("run", letter.item().runId())
                .put("id", letter.item().id())
                .put("line", letter.item().line())
                .put("version", letter.version())
                .put("status", letter.status())
                .put("reason", letter.reason())
                .put("detail", letter.detail());
        node.set("evidence", AttemptJson.evidence(found.evidence()));
        node.putRawValue("input", new RawValue(letter.item().record()));
        node.put("reply", Review.reply(found.attempts()).orElse(null));
        node.putNull("decision").putNull("output").putNull("note");
        if (audit) {
            node.set("reviews", DeadLetterJson.reviews(found.reviews()));
        }
        return node.toString();
    }
}
