package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Answer.Stop;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes what the model says to a prompt, spoiled or not. Stateless.
final class Author {
    private final AnswerKey gold;
    private final Answerer answerer;

    /// @param spoiledBy null when the answer is good
    record Written(Answer answer, @Nullable FaultKind spoiledBy) {
        /// What is billed for it; what stopped at the cap is billed at the cap.
        Usage usage(Prompt prompt, Usage input) {
            var output = answer.cut() ? prompt.maxOutputTokens() : Prompt.tokens(answer.billedText());
            return new Usage(input.input(), output, input.cacheRead(), input.cacheWrite(), input.cacheWriteLong());
        }

        /// The fault's name in the books; null when the answer is good.
        @Nullable
        String label() {
            return spoiledBy == null ? null : spoiledBy.label();
        }
    }

    Author(Scenario scenario) {
        this.gold = scenario.gold();
        this.answerer = new Answerer(new Dice(scenario.seed()));
    }

    /// @param content the fault of content that it suffers; one that does not fit leaves the good answer
    Written write(Prompt prompt, Subject subject, Optional<Fault> content, RandomGenerator chance) {
        var draft = answerer.draft(prompt, subject);
        for (var fault : content.stream().toList()) {
            var spoiled = new ContentFaults(draft, () -> another(prompt, subject, chance), chance).apply(fault.kind());
            if (spoiled.isPresent()) {
                return new Written(spoiled.get(), fault.kind());
            }
        }
        return new Written(withinCap(prompt, draft.text()), null);
    }

    /// Another item's good answer: of the gold when there is gold.
    private Draft another(Prompt prompt, Subject subject, RandomGenerator chance) {
        var all = gold.all();
        if (all.isEmpty()) {
            return answerer.draft(prompt, new Subject("", subject.key() + chance.nextLong(), null));
        }
        var other = all.get(chance.nextInt(all.size()));
        for (var tries = 0; tries < 20 && other.answer().equals(answerOf(subject)); tries++) {
            other = all.get(chance.nextInt(all.size()));
        }
        return answerer.draft(prompt, new Subject(other.id(), other.text(), other));
    }

    private static @Nullable Object answerOf(Subject subject) {
        return subject.gold() == null ? null : subject.gold().answer();
    }

    /// A real model stops at the cap, too.
    private static Answer withinCap(Prompt prompt, String text) {
        if (Prompt.tokens(text) <= prompt.maxOutputTokens()) {
            return Answer.in(prompt.form(), text, Stop.END);
        }
        var end = Math.min(text.length(), prompt.maxOutputTokens() * 4);
        while (Prompt.tokens(text.substring(0, end)) > prompt.maxOutputTokens()) {
            end--;
        }
        return Answer.in(prompt.form(), text.substring(0, end), Stop.LENGTH);
    }
}
