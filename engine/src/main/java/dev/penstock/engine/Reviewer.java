package dev.penstock.engine;

import dev.penstock.store.Signature;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who decides about dead letters, and why.
///
/// @param name kept with every decision, one line of at most 100 characters
/// @param reason null when none was given
public record Reviewer(String name, @Nullable String reason) {
    private static final int LONGEST_NAME = 100;

    /// @throws IllegalArgumentException if the name is blank, too long, or more than a line of text
    public Reviewer {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reviewer's name is one line of 1 to " + LONGEST_NAME + " characters");
        }
    }

    boolean givesAReason() {
        return reason != null && !reason.isBlank();
    }

    Signature signature(Instant at) {
        return new Signature(name, reason, at);
    }
}
