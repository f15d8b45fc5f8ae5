package dev.penstock.prompt;

import dev.penstock.settings.Problem;
import dev.penstock.settings.Spelling;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the model a task names against what is known about it.
final class ModelLint {
    private static final int DAYS_OF_WARNING = 30;

    private final ModelFacts models;
    private final LocalDate today;

    ModelLint(ModelFacts models, LocalDate today) {
        this.models = models;
        this.today = today;
    }

    /// The task's own model, and those that take over.
    void check(Prompt prompt, List<Problem> errors, List<Problem> warnings) {
        checkOne(prompt, errors, warnings);
        prompt.fallbacks().forEach(fallback -> checkOne(fallback, errors, warnings));
    }

    private void checkOne(Prompt prompt, List<Problem> errors, List<Problem> warnings) {
        var call = prompt.settings().call();
        var found = models.of(call.endpoint(), call.model());
        var retired = found.map(ModelFacts.Fact::retired).orElse(null);
        if (retired != null && !today.isBefore(retired)) {
            errors.add(prompt.problem("model", "model '" + call.model() + "' is retired since " + retired,
                    "name a model that still answers"));
            return;
        }
        if (retired != null && today.plusDays(DAYS_OF_WARNING).isAfter(retired)) {
            warnings.add(prompt.problem("model", "model '" + call.model() + "' retires on " + retired,
                    "move to another model before that day"));
        }
        if (found.filter(ModelFacts.Fact::priced).isEmpty()) {
            var guess = Spelling.nearest(call.model(), models.names()).map(name -> "did you mean " + name + "? ");
            errors.add(prompt.problem("model", "no price is known for model '" + call.model() + "'",
                    guess.orElse("") + "add its price to prices.yaml, or name another model"));
        }
        found.map(ModelFacts.Fact::maxOutputTokens).ifPresent(limit -> {
            checkCap(prompt, "max-output-tokens", call.maxOutputTokens(), limit, errors);
            checkCap(prompt, "max-output-tokens-ceiling", call.maxOutputTokensCeiling(), limit, errors);
        });
    }

    private static void checkCap(Prompt prompt, String key, @Nullable Integer cap, int limit, List<Problem> errors) {
        if (cap != null && cap > limit) {
            errors.add(prompt.problem(key, "is more than model '" + prompt.settings().call().model()
                    + "' can give, was '" + cap + "'", "at most " + limit));
        }
    }
}
