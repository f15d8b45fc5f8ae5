package dev.penstock.server.console;

import dev.penstock.engine.live.SignsOfLife;
import dev.penstock.limit.Limiter;
import dev.penstock.store.RunRow;

/// A state in a sign and a word, so that no colour says anything alone.
///
/// @param look `good`, `warn`, `problem` or `quiet`
public record State(String sign, String word, String look) {
    static State of(RunRow run, SignsOfLife signs) {
        if (signs.abandoned(run)) {
            return new State("✖", "engine gone", "problem");
        }
        var word = run.status().label();
        return switch (run.status()) {
            case RUNNING -> new State("●", word, "good");
            case OPEN -> new State(signs.run(run.id()).isPresent() ? "●" : "○", word, "quiet");
            case COMPLETE -> new State("✓", word, "good");
            case HALTED -> new State("✖", word, "problem");
            case PAUSED, INTERRUPTED -> new State("◐", word, "warn");
            case CANCELLED -> new State("○", word, "quiet");
        };
    }

    static State of(Limiter.State endpoint) {
        var word = endpoint.word();
        return switch (word) {
            case "open" -> new State("●", word, "good");
            case "halted" -> new State("✖", word, "problem");
            default -> new State("◐", word, "warn");
        };
    }

    public static State ofSeverity(String severity) {
        return switch (severity) {
            case "critical" -> new State("✖", severity, "problem");
            case "warning" -> new State("◐", severity, "warn");
            default -> new State("○", severity, "quiet");
        };
    }
}
