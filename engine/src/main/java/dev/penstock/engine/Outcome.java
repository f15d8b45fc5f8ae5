package dev.penstock.engine;

import dev.penstock.item.Evidence;
import dev.penstock.item.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What became of a generation: it is one of two things, and the store has it before a caller does.
///
/// ```java
/// switch (outcome) {
///     case Outcome.Accepted accepted -> use(accepted.as(Triage.class));
///     case Outcome.DeadLettered dead -> fallBack(dead.reason());
/// }
/// ```
///
/// Immutable, if nobody changes the tree in [Accepted#output].
public sealed interface Outcome {
    /// The generation's id: the one given, or the one made for it.
    String id();

    /// The run that holds it, for `penstock report` and `penstock verify`.
    String run();

    /// The reply passed every check of the task.
    ///
    /// @param output as the task's schema says; a JSON string for a free-text task
    record Accepted(String id, String run, JsonNode output, Meta meta) implements Outcome {
        /// The output as a record or another class, by Jackson's rules and annotations. Strict: a property that the class
        /// does not have is an error, because the schema and the class have drifted apart; annotate the class with
        /// `@JsonIgnoreProperties(ignoreUnknown = true)` where that is meant.
        ///
        /// @throws IllegalArgumentException if the output does not fit the class; the message names the place, never a
        ///     value
        public <T> T as(Class<T> type) {
            return Mapping.to(type, output);
        }
    }

    /// No acceptable reply could be had; a person can judge it with `penstock dead-letters show`.
    ///
    /// @param deadLetter its id among the dead letters
    /// @param reason kebab-case name of the failure, such as `schema-mismatch` or `refused`
    /// @param detail one line about it; holds no prompt text and no reply text, so it may be logged
    /// @param evidence why each check said what it said; may quote input and reply: for people, not for logs
    record DeadLettered(String id, String run, String deadLetter, String reason, String detail,
            List<Evidence> evidence) implements Outcome {
        public DeadLettered {
            evidence = List.copyOf(evidence);
        }
    }

    /// What an accepted output took.
    ///
    /// @param attempts calls made for it, failed ones included
    /// @param stopReason of the accepted reply, as the provider named it; null when it named none
    /// @param usage confirmed tokens of all its attempts
    /// @param costUsd confirmed cost of all its attempts
    /// @param latency of the accepted reply, sent to received
    /// @param flags what was noticed and not rejected, as `check:rule`
    record Meta(String model, String endpoint, String promptVersion, int attempts, @Nullable String stopReason,
            Usage usage, BigDecimal costUsd, Duration latency, List<String> flags) {
        public Meta {
            flags = List.copyOf(flags);
        }
    }
}
