package dev.penstock.cli.demo;

import dev.penstock.cli.demo.Stage.Tone;
import dev.penstock.engine.Records;
import dev.penstock.item.Evidence;
import dev.penstock.store.DeadLetters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One dead letter for each reason, short.
final class Examples {
    private static final String INDENT = "       ";

    private final Stage stage;
    private final Records records;

    Examples(Stage stage, Records records) {
        this.stage = stage;
        this.records = records;
    }

    /// @param shown lines, the most frequent reason first
    /// @param telling id of the one to look at first: the most frequent with a reply to see; empty when there is none
    record Shown(List<String> shown, String telling) {}

    Shown of(JsonNode report) {
        var run = report.path("run").stringValue();
        var reasons = report.path("deadLetters")
                .propertyStream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().asLong(0)))
                .toList();
        var lines = new ArrayList<String>();
        var telling = "";
        for (var reason : reasons) {
            var filter = new DeadLetters.Filter(run, null, reason.getKey(), "open");
            for (var letter : records.deadLetters(filter, 1)) {
                var one = records.deadLetter(letter.id());
                lines.addAll(example(one, reason.getValue().asLong(0)));
                telling = telling.isEmpty() && reply(one).isPresent() ? letter.id() : telling;
            }
        }
        return new Shown(lines, telling);
    }

    private List<String> example(Records.Case one, long like) {
        var letter = one.letter();
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "%s%-18s %,4d   %s  %s", INDENT, letter.reason(), like, letter.id(),
                stage.clean(letter.item().id())));
        lines.add(text("ticket", JsonMapper.shared().readTree(letter.item().record()).path("text").asString("")));
        reply(one).ifPresent(reply -> lines.add(text("reply", reply)));
        lines.add(text("why", why(one)));
        return lines;
    }

    private static Optional<String> reply(Records.Case one) {
        return one.attempts().reversed().stream().flatMap(attempt -> Stream.ofNullable(attempt.reply())).findFirst();
    }

    private static String why(Records.Case one) {
        var letter = one.letter();
        return letter.evidence()
                .stream()
                .map(Evidence::message)
                .findFirst()
                .orElseGet(() -> words(letter.reason()) + letter.detail());
    }

    /// For failures whose detail is the provider's own and short.
    private static String words(String reason) {
        return switch (reason) {
            case "invalid-request" -> "the provider will never accept this request: ";
            case "context-too-long" -> "the prompt does not fit the model: ";
            default -> "";
        };
    }

    private String text(String label, String text) {
        var line = INDENT + "  " + String.format("%-8s", label) + stage.clean(text);
        return stage.paint(label.equals("why") ? Tone.WARNING : Tone.FAINT, stage.cut(line, stage.width()));
    }
}
