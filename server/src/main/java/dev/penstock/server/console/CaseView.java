package dev.penstock.server.console;

import dev.penstock.engine.Records;
import dev.penstock.engine.Review;
import dev.penstock.item.Evidence;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Message;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One dead letter as a page shows it.
///
/// @param query the queue it is looked at in
/// @param place where it stands there
/// @param alike how many of its task and reason wait besides
/// @param today version of the prompt on disk; null when it cannot be read
public record CaseView(Records.Case found, RunRow run, LetterQuery query, DeadLetters.Place place, long alike,
        @Nullable String today, Instant now) {
    /// Part of the input.
    ///
    /// @param name empty for an input that has no parts
    public record Part(String name, ShownText text) {}

    public DeadLetterRow letter() {
        return found.letter();
    }

    public boolean open() {
        return letter().status().equals("open");
    }

    public List<Evidence> evidence() {
        return found.evidence();
    }

    /// The first sentence a reviewer reads.
    public ShownText why() {
        return ShownText.cut(evidence().isEmpty() ? letter().detail() : evidence().getFirst().message(), List.of());
    }

    /// The number of its last attempt.
    public int attempts() {
        return found.attempts().size();
    }

    public BigDecimal cost() {
        return found.attempts().stream().map(AttemptRow::costUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// `12 of 37`; of one that is not in the queue, how many are.
    public String position() {
        return query.open() && !open() ? place.total() + " waiting" : place.before() + 1 + " of " + place.total();
    }

    /// Whether the prompt changed since its run.
    public boolean promptChanged() {
        return today != null && !today.equals(run.promptVersion());
    }

    /// The input, part by part, with what values resemble marked.
    public List<Part> input() {
        var record = letter().item().record();
        var laid = JsonLayout.of(record);
        if (laid.isPresent() && laid.get().root() instanceof JsonLayout.Value.Members(var members)) {
            return members.entrySet().stream().map(one -> new Part(one.getKey(), part(laid.get(), one))).toList();
        }
        var text = laid.isPresent() && laid.get().root() instanceof JsonLayout.Value.Scalar(_, var content)
                ? content
                : record;
        return List.of(new Part("", near(text)));
    }

    private ShownText part(JsonLayout laid, Map.Entry<String, JsonLayout.Value> member) {
        if (member.getValue() instanceof JsonLayout.Value.Scalar(_, var content)) {
            return near(content);
        }
        var span = laid.spans().get("/" + JsonLayout.escaped(member.getKey()));
        return near(span == null ? "" : laid.text().substring(span.start(), span.end()));
    }

    private ShownText near(String text) {
        return ShownText.cut(text, Marks.nearest(text, evidence()));
    }

    /// The reply with its evidence; of one that was never read as an answer, what was received.
    public ShownText reply() {
        return Review.reply(found.attempts())
                .map(text -> marked(text, evidence()))
                .or(() -> found.attempts().isEmpty() ? Optional.empty() : body(found.attempts().getLast()))
                .orElse(new ShownText(List.of()));
    }

    /// What came back of one attempt; empty when nothing did, or it is kept no more.
    public Optional<ShownText> body(AttemptRow attempt) {
        if (attempt.reply() != null) {
            return Optional.of(marked(attempt.reply(), attempt.evidence()));
        }
        return attempt.exchange() instanceof Exchange.Received received && received.body().bytes().length > 0
                ? Optional.of(marked(received.body().text(), attempt.evidence()))
                : Optional.empty();
    }

    private static ShownText marked(String text, List<Evidence> evidence) {
        var laid = JsonLayout.of(text);
        var shown = laid.map(JsonLayout::text).orElse(text);
        return ShownText.cut(shown,
                Marks.of(shown, laid.map(JsonLayout::spans).orElse(Map.of()), evidence));
    }

    /// The prompt as it was sent; empty when it cannot be rendered any more.
    public List<Message> messages() {
        return found.rendered().map(ready -> ready.request().messages()).orElse(List.of());
    }

    public @Nullable String system() {
        return found.rendered().map(ready -> ready.request().system()).orElse(null);
    }

    /// A text before and after a decision, laid out when it is JSON.
    public ShownText shown(@Nullable String json) {
        var text = json == null ? "" : json;
        return ShownText.cut(JsonLayout.of(text).map(JsonLayout::text).orElse(text), List.of());
    }
}
