package dev.penstock.engine.alert;

import dev.penstock.run.Traffic.Large;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.Usual.Tokens;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Calls take many more tokens than they did: with the same prompt version the day before, or, of a version that is new, with
/// the one before it.
///
/// @param factor how many times as many is nothing to speak of
record TokensPerRequest(BigDecimal factor) implements Rule {
    static final String NAME = "tokens-per-request";
    static final BigDecimal FACTOR = new BigDecimal("1.5");

    private static final int FEWEST = 50;
    private static final int FEWEST_BEFORE = 200;

    /// What is usual, and for whom.
    private record Before(String whose, double mean) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public Duration lasting() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean firesAtTheEnd() {
        return true;
    }

    @Override
    public String when() {
        return "over " + Words.factor(factor.doubleValue()) + " the mean of the day before (" + FEWEST_BEFORE
                + " or more calls), of " + FEWEST + " or more calls in 15 min, for 5 min";
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.models().stream().map(model -> newest(picture, model)).map(this::read).toList();
    }

    /// Of the prompt versions of a model, the one with the most calls right now.
    private static Picture.Calls newest(Picture picture, Picture.Calls model) {
        return picture.calls()
                .stream()
                .filter(calls -> calls.subject().equals(model.subject()))
                .max(Comparator.comparingLong(calls -> calls.fifteen().metered()))
                .orElse(model);
    }

    private Reading read(Picture.Calls calls) {
        var now = calls.fifteen();
        var before = before(calls);
        double mean = now.metered() == 0 ? 0 : (double) now.tokens() / now.metered();
        var figure = new Figure(before.map(usual -> mean / usual.mean()).orElse(0.0), factor.doubleValue(),
                now.metered());
        if (now.metered() < FEWEST || before.isEmpty()) {
            return Reading.tooFew(calls.subject(), figure, calls.atWork());
        }
        return Reading.measured(calls.subject(), figure, figure.value() > factor.doubleValue(),
                summary(calls, mean, figure, before.get()),
                "penstock prompts diff " + calls.subject().task() + ", and look at the largest items")
                .items(now.largest().stream().map(Large::itemId).toList());
    }

    private static Optional<Before> before(Picture.Calls calls) {
        return Optional.ofNullable(calls.before().tokens().get(calls.promptVersion()))
                .filter(TokensPerRequest::enough)
                .map(tokens -> new Before("the day before", tokens.mean()))
                .or(() -> versionBefore(calls));
    }

    private static Optional<Before> versionBefore(Picture.Calls calls) {
        return calls.otherVersions()
                .tokens()
                .entrySet()
                .stream()
                .filter(entry -> !entry.getKey().equals(calls.promptVersion()) && enough(entry.getValue()))
                .findFirst()
                .map(entry -> new Before("the version before, " + Words.version(entry.getKey())
                        + "; this one is new, and becomes its own measure after " + FEWEST_BEFORE + " calls",
                        entry.getValue().mean()));
    }

    private static boolean enough(Tokens tokens) {
        return tokens.calls() >= FEWEST_BEFORE;
    }

    private String summary(Picture.Calls calls, double mean, Figure figure, Before before) {
        return Words.number(mean) + " tokens per call with prompt " + Words.version(calls.promptVersion()) + ", "
                + Words.factor(figure.value()) + " the " + Words.number(before.mean()) + " of " + before.whose()
                + " (limit " + Words.factor(factor.doubleValue()) + ", "
                + Words.count(figure.samples(), "call", "calls") + " in 15 min)";
    }
}
