package dev.penstock.server.console;

import dev.penstock.engine.Figures;
import dev.penstock.server.http.Call;
import dev.penstock.store.DeadLetters.Selected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// A decision about many that was asked for and is not made yet.
///
/// @param action `retry`, `discard` or `recheck`
/// @param ids those that were ticked; empty for all that match the query
/// @param until when the list was shown: what came later is not meant
/// @param selected those that are meant
/// @param pinned with the prompt version of their run
/// @param message why it was not made; empty when it was not tried
public record Batch(LetterQuery query, String action, List<String> ids, Instant until, List<Selected> selected,
        boolean pinned, String note, String message) {
    private static final int TYPED_ABOVE = 100;

    public Batch {
        ids = List.copyOf(ids);
        selected = List.copyOf(selected);
    }

    /// What the form of the list or of the confirmation asks for.
    static Batch of(Call call, LetterQuery query, Instant until, List<Selected> matching) {
        boolean all = call.field("all").equals("true");
        var ids = all ? List.<String>of() : call.fields("letter");
        var meant = matching.stream().filter(one -> all || ids.contains(one.id())).toList();
        var action = List.of("retry", "recheck").contains(call.field("do")) ? call.field("do") : "discard";
        return new Batch(query, action, ids, until, meant, call.field("prompt").equals("pinned"), call.field("note"),
                "");
    }

    Batch because(String why) {
        return new Batch(query, action, ids, until, selected, pinned, note, why);
    }

    public int count() {
        return selected.size();
    }

    /// Whether their number must be typed: what cannot be taken back, or is a lot.
    public boolean typed() {
        return action.equals("discard") || count() > TYPED_ABOVE;
    }

    /// `Retry 14 dead letters`.
    public String title() {
        var verb = switch (action) {
            case "retry" -> "Retry ";
            case "recheck" -> "Check again ";
            default -> "Discard ";
        };
        return verb + Figures.plural(count(), "dead letter");
    }

    /// What was paid for their last calls: the best guess at what the next ones cost.
    public String estimate() {
        return Figures.usd(selected.stream().map(Selected::lastCallUsd).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    public List<String> runs() {
        return selected.stream().map(Selected::runId).distinct().sorted().toList();
    }

    /// `14 schema-mismatch, 2 ungrounded`.
    public String reasons() {
        return selected.stream()
                .collect(Collectors.groupingBy(Selected::reason, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                .map(one -> Figures.count(one.getValue()) + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }
}
