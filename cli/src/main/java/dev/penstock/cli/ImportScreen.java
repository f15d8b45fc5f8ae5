package dev.penstock.cli;

import dev.penstock.engine.DecisionImport.Line;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Figures;
import dev.penstock.engine.ReviewResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What became of the decisions of a file: those that were not made, line by line, and the numbers.
///
/// @param file as the person knows it
record ImportScreen(String file, boolean dryRun) {
    /// @param blank rows without a decision
    List<String> lines(List<Line> decisions, long blank) {
        var lines = new ArrayList<String>();
        decisions.stream()
                .filter(line -> !made(line))
                .forEach(line -> lines.add(
                        TerminalText.oneLine(file + ":" + line.line() + " " + line.id() + " not " + words(line))));
        var counts = new TreeMap<String, Integer>();
        decisions.forEach(line -> counts.merge(kind(line), 1, Integer::sum));
        lines.add(summary(decisions.size(), counts, blank));
        return lines;
    }

    private String summary(int decisions, Map<String, Integer> counts, long blank) {
        var parts = new ArrayList<String>();
        counts.forEach((kind, count) -> parts.add(kind + " " + Figures.count(count)));
        if (blank > 0) {
            parts.add("left open " + Figures.count(blank));
        }
        return Figures.plural(decisions, "decision") + (parts.isEmpty() ? "" : ": " + String.join(" · ", parts))
                + (dryRun ? "; this was a dry run, nothing was changed" : "");
    }

    List<JsonNode> json(List<Line> decisions) {
        return decisions.stream()
                .<JsonNode>map(line -> JsonNodeFactory.instance.objectNode()
                        .put("line", line.line())
                        .put("deadLetter", line.id())
                        .put("result", kind(line))
                        .put("made", made(line))
                        .put("why", made(line) ? null : why(line))
                        .put("dryRun", dryRun))
                .toList();
    }

    boolean complete(List<Line> decisions) {
        return decisions.stream().allMatch(ImportScreen::made);
    }

    /// Whether what the file says is so now, or will be once it was asked again.
    private static boolean made(Line line) {
        return switch (line) {
            case Line.Judged judged -> ReviewWords.done(judged.result());
            case Line.MadeBefore _ -> true;
            case Line.ToRetry retry -> !retry.letter().reason().equals(Engine.UNUSABLE);
        };
    }

    private static String kind(Line line) {
        return switch (line) {
            case Line.Judged(_, _, var verb, var result) -> switch (result) {
                case ReviewResult.Accepted _ -> verb.equals("edit") ? "edited" : "accepted";
                case ReviewResult.Discarded _ -> "discarded";
                case ReviewResult.Refused _,ReviewResult.NoReply _ -> "not accepted";
                case ReviewResult.Decided _ -> "decided since, left alone";
            };
            case Line.MadeBefore _ -> "made before";
            case Line.ToRetry retry -> made(retry) ? "to ask again" : "not asked again";
        };
    }

    /// `accepted: why not`, after "not".
    private static String words(Line line) {
        return switch (line) {
            case Line.Judged(_, _, var verb, _) -> past(verb) + ": " + why(line);
            case Line.MadeBefore _ -> "";
            case Line.ToRetry _ -> "asked again: " + why(line);
        };
    }

    private static String why(Line line) {
        return switch (line) {
            case Line.Judged(_, _, _, var result) -> ReviewWords.of(result);
            case Line.MadeBefore _ -> "";
            case Line.ToRetry _ -> "the line is no usable record; mend the input and run it again";
        };
    }

    private static String past(String verb) {
        return switch (verb) {
            case "accept", "edit" -> "accepted";
            case "discard" -> "discarded";
            default -> "asked again";
        };
    }
}
