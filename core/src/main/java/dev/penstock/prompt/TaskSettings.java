package dev.penstock.prompt;

import dev.penstock.provider.OutputMode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `task.yaml` says about one task.
///
/// @param description for people; no part of the version
/// @param mode how items are sent; no part of the version
/// @param call what is called and how
/// @param fallbacks what takes over, in order; empty for nothing
/// @param retry how often and how long an item is tried
/// @param repair how often a reply that failed a check is asked again
/// @param checks what a reply, and a record, must pass
/// @param stopIf when a run pauses because too many items end as dead letters; null for never; no part of the version
/// @param samples how many items are kept for review; no part of the version
/// @param batching how a batch is waited for; no part of the version
public record TaskSettings(String description, Mode mode, Call call, List<Fallback> fallbacks, Retry retry,
        Repair repair, Checks checks, @Nullable StopIf stopIf, Samples samples, Batching batching) {
    public TaskSettings {
        fallbacks = List.copyOf(fallbacks);
    }

    /// The same task, asked elsewhere.
    TaskSettings with(Call other) {
        return new TaskSettings(description, mode, other, fallbacks, retry, repair, checks, stopIf, samples, batching);
    }

    /// How items are sent.
    public enum Mode {
        /// One by one.
        SYNC,
        /// Through the provider's batch API, what fails in one batch in the next.
        BATCH,
        /// Through a batch first and then one by one, if the task can wait and it is worth it; else one by one.
        AUTO;

        /// The name in settings, reports and the store.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The mode of a label; empty when there is none of it.
        public static Optional<Mode> of(String label) {
            return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
        }
    }

    /// How a batch is waited for.
    ///
    /// @param poll the longest time between two looks at it
    /// @param maxWait how old it may get before it is cancelled; null where the task does not say how long it can wait
    public record Batching(Duration poll, @Nullable Duration maxWait) {
        public static final Batching DEFAULT = new Batching(Duration.ofSeconds(60), null);
        /// No provider takes longer.
        public static final Duration LONGEST_WAIT = Duration.ofHours(24);

        public Batching {
            requirePositive("batch.poll", poll);
            if (maxWait != null) {
                requirePositive("batch.max-wait", maxWait);
            }
        }

        /// How old a batch may get.
        public Duration patience() {
            return maxWait == null ? LONGEST_WAIT : maxWait;
        }
    }

    /// One call to the model.
    ///
    /// @param endpoint key in `penstock.yaml`
    /// @param maxOutputTokens cap on output tokens, at least 1
    /// @param maxOutputTokensCeiling cap of the one more try after a truncation; null for no such try
    /// @param output how the answer is asked for; null for `auto`: as firmly as the endpoint and the model can
    /// @param timeout request sent to reply read; 60 s unless given
    public record Call(String endpoint, String model, int maxOutputTokens, @Nullable Integer maxOutputTokensCeiling,
            @Nullable OutputMode output, Duration timeout) {
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

        public Call {
            requireAtLeastOne("max-output-tokens", maxOutputTokens);
            if (maxOutputTokensCeiling != null && maxOutputTokensCeiling <= maxOutputTokens) {
                throw new IllegalArgumentException("max-output-tokens-ceiling must be more than max-output-tokens ("
                        + maxOutputTokens + "), was " + maxOutputTokensCeiling);
            }
            requirePositive("timeout", timeout);
        }
    }

    /// What takes over from the endpoint before it, once that is halted or fails for everyone.
    ///
    /// @param after how long the breaker of the endpoint before it must have been open; 60 s unless given
    /// @param contentFailures whether it also takes items whose reply was refused, or stayed wrong after its repairs
    public record Fallback(Call call, Duration after, boolean contentFailures) {
        public static final Duration DEFAULT_AFTER = Duration.ofSeconds(60);

        public Fallback {
            requirePositive("after", after);
        }
    }

    /// @param deadLetters share of the last finished items above which a run pauses, 0 to 1
    /// @param ofLast how many finished items are looked at; before there are as many, no run pauses
    public record StopIf(BigDecimal deadLetters, int ofLast) {
        public static final StopIf DEFAULT = new StopIf(new BigDecimal("0.5"), 50);

        public StopIf {
            requireAtLeastOne("stop-if.of-last", ofLast);
        }
    }

    /// @param maxAttempts calls that may fail with a server error, a lost connection or a timeout, the first included
    /// @param deadline from the first attempt on; time during which the endpoint is paused does not count
    public record Retry(int maxAttempts, Duration deadline) {
        public static final Retry DEFAULT = new Retry(4, Duration.ofMinutes(30));

        public Retry {
            requireAtLeastOne("retry.max-attempts", maxAttempts);
            requirePositive("retry.deadline", deadline);
        }
    }

    /// @param maxAttempts how often the model is shown its reply and the errors; 0 for never
    public record Repair(int maxAttempts) {
        public static final Repair DEFAULT = new Repair(1);

        public Repair {
            if (maxAttempts < 0) {
                throw new IllegalArgumentException("repair.max-attempts must be at least 0, was " + maxAttempts);
            }
        }
    }

    /// @param placeholders what happens to a reply with a placeholder in it
    /// @param inputPlaceholders what happens to a record with a literal placeholder in its text
    /// @param inputComplete what happens to a record whose field ends in the middle of a sentence, by field; others may
    /// @param language ISO 639-1 code the reply must be written in; null for any
    /// @param grounding the fields that must be backed by the record
    /// @param allowLiterals what looks like a placeholder in the templates but is meant, such as `{x}`
    public record Checks(Placeholders placeholders, InputPlaceholders inputPlaceholders,
            Map<String, InputComplete> inputComplete, @Nullable String language, List<GroundedField> grounding,
            List<String> allowLiterals) {
        public static final Checks DEFAULT = new Checks(Placeholders.REJECT, InputPlaceholders.FLAG, Map.of(), null,
                List.of(), List.of());

        public Checks {
            inputComplete = Collections.unmodifiableMap(new LinkedHashMap<>(inputComplete));
            grounding = List.copyOf(grounding);
            allowLiterals = List.copyOf(allowLiterals);
        }
    }

    /// @param rate share of the items whose prompt and reply are kept for review; null for the project's
    /// @param maxPerDay at most so many items are chosen in one UTC day
    public record Samples(@Nullable BigDecimal rate, int maxPerDay) {
        public static final Samples DEFAULT = new Samples(null, 500);
    }

    /// A field of the output that must be backed by the record.
    ///
    /// @param key as the task names it: `order_id`, `lines.*.sku`
    /// @param pointer the same as a JSON pointer with `*` for every element; empty for the whole of a free text
    public record GroundedField(String key, String pointer, Grounding grounding) {}

    /// How a value must be backed by the record.
    public enum Grounding {
        /// Copied from it.
        EXTRACT,
        /// One of its numbers.
        NUMBER,
        /// In it word for word.
        QUOTE, OFF
    }

    /// What happens to a record with a field that ends in the middle of a sentence.
    public enum InputComplete {
        FLAG,
        /// It is dead-lettered before anything is sent.
        REJECT
    }

    /// What happens to a reply with a placeholder in it.
    public enum Placeholders {
        REJECT,
        /// Optional fields that hold one become absent; required ones are rejected.
        OMIT, FLAG, OFF
    }

    /// What happens to a record with a literal placeholder in its text.
    public enum InputPlaceholders {
        FLAG,
        /// It is dead-lettered before anything is sent.
        REJECT, OFF
    }

    private static void requireAtLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, was " + value);
        }
    }

    private static void requirePositive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be above zero, was " + value);
        }
    }
}
