package dev.penstock.simulator;

import dev.penstock.simulator.Rejection.Trouble;
import java.util.Optional;

/// Who may come in, and which models there are.
record Gate(Rules rules) {
    /// Why a request is refused before it is read.
    Optional<Rejection> problem(HttpRequest request) {
        var bearer = request.header("authorization");
        var sent = request.header("x-api-key");
        var key = sent != null ? sent : bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : "";
        if (key.isBlank()) {
            return Optional.of(Rejection.of(Trouble.MISSING_KEY, 401));
        }
        var accepted = rules.apiKey();
        return accepted == null || accepted.equals(key)
                ? Optional.empty()
                : Optional.of(Rejection.of(Trouble.WRONG_KEY, 401));
    }

    /// A prompt as it is, or refused because there is no such model.
    Intake admit(Wire wire, Intake intake) {
        return intake instanceof Prompt prompt && !knows(prompt.model())
                ? new Rejection(Trouble.NO_MODEL, 404, null, wire == Wire.ANTHROPIC ? null : "model")
                : intake;
    }

    private boolean knows(String model) {
        return rules.models().isEmpty() || rules.models().contains(model);
    }
}
