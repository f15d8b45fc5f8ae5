package dev.penstock.engine;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a run would send, cost and take, as far as anybody can know before.
///
/// @param request what was asked for
/// @param checks what replies must pass, a word or two each
/// @param warnings what somebody should look at before, one sentence each
public record RunPlan(RunRequest request, Target target, Items items, Input input, Output output, Cost cost,
        Sending sending, Pace pace, Budget budget, List<String> checks, List<String> warnings) {
    public RunPlan {
        checks = List.copyOf(checks);
        warnings = List.copyOf(warnings);
    }

    /// The same plan with these warnings.
    RunPlan warning(List<String> sentences) {
        return new RunPlan(request, target, items, input, output, cost, sending, pace, budget, checks, sentences);
    }

    /// Who is asked, and how.
    ///
    /// @param output how the reply is asked for
    /// @param ceiling cap of the one more try after a truncation; null for no such try
    public record Target(String task, String promptVersion, String endpoint, String model, String output,
            int maxOutputTokens, @Nullable Integer ceiling, boolean simulated) {}

    /// @param records lines that are not blank, or rows
    /// @param sent those that would be sent
    /// @param unpaid those that would be dead letters unsent, by the rule they break
    public record Items(long records, long sent, Map<String, Lines> unpaid) {
        public Items {
            unpaid = Collections.unmodifiableMap(new LinkedHashMap<>(unpaid));
        }
    }

    /// Lines of the input.
    ///
    /// @param first the first few
    public record Lines(long count, List<Long> first) {
        private static final int SHOWN = 5;

        public Lines {
            first = List.copyOf(first);
        }

        /// `line 7`, `lines 7, 9, 12 …`.
        public String words() {
            return (count == 1 ? "line " : "lines ")
                    + first.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + (count > first.size() ? " …" : "");
        }

        static Lines of(long line) {
            return new Lines(1, List.of(line));
        }

        /// @param later lines behind these
        Lines plus(Lines later) {
            var lines = new ArrayList<>(first);
            later.first().stream().limit(SHOWN - lines.size()).forEach(lines::add);
            return new Lines(count + later.count(), lines);
        }
    }

    /// Where it is known from how many tokens a text has.
    public enum Basis {
        /// The provider counted some of these requests.
        COUNTED,
        /// The provider billed earlier calls.
        EARLIER,
        /// Four bytes a token.
        ESTIMATED
    }

    /// A number that is known to lie between two.
    ///
    /// @param about null when nobody knows where between
    public record Tokens(long low, @Nullable Long about, long high) {}

    /// Input tokens of all calls.
    ///
    /// @param of how many requests or calls the basis is
    /// @param counts questions for a count that were sent
    public record Input(Tokens tokens, Basis basis, long of, int counts, FixedPart fixed) {}

    /// The part of the prompt that is the same for every item.
    ///
    /// @param share of all input tokens, 0 to 1
    /// @param tokens of one request
    /// @param cacheMinimum the shortest such part the provider caches; null when nobody knows
    /// @param cached whether it can be read from the provider's prompt cache
    public record FixedPart(double share, long tokens, @Nullable Integer cacheMinimum, boolean cached) {}

    /// Output tokens of all calls.
    ///
    /// @param earlierCalls of the task on this endpoint and model, by which it is known; 0 when there are none
    /// @param samePrompt whether those had this prompt version
    public record Output(Tokens tokens, long earlierCalls, boolean samePrompt) {}

    /// US dollars between two.
    ///
    /// @param about null when nobody knows where between
    public record Usd(BigDecimal low, @Nullable BigDecimal about, BigDecimal high) {}

    /// What it would cost.
    ///
    /// @param sync one by one; null when nobody knows
    /// @param batch through the batch API; null when there is none, or nobody knows
    /// @param worstUsd the most, as it would be sent; null when nobody knows
    /// @param unknown why nobody knows; empty when it is known
    public record Cost(@Nullable Usd sync, @Nullable Usd batch, @Nullable BigDecimal worstUsd, String unknown) {}

    /// How it would be sent.
    ///
    /// @param mode `sync`, `batch` or `auto`
    /// @param batchWithin how old a batch may get; null when the endpoint has no batch API
    /// @param auto what `mode: auto` comes to
    /// @param why one sentence about that
    public record Sending(String mode, @Nullable Duration batchWithin, String auto, String why) {
        /// Whether the items would go through the batch API.
        public boolean inBatches() {
            return !mode.equals("sync");
        }
    }

    /// How long it would take one by one.
    ///
    /// @param time null when nothing says
    /// @param limits that are known, the one that binds first
    public record Pace(@Nullable Duration time, List<Limit> limits) {
        public Pace {
            limits = List.copyOf(limits);
        }

        /// A configured limit.
        ///
        /// @param name its key under `limits`
        /// @param most what it allows
        /// @param time that the run would take if nothing else held it back
        public record Limit(String name, long most, Duration time) {}
    }

    /// What a budget covers.
    public enum Verdict {
        /// There is none.
        NO_BUDGET,
        /// Whatever happens while the endpoint is up.
        WORST_CASE,
        /// The upper end of what is likely.
        LIKELY,
        /// The lower end of what is likely.
        PERHAPS,
        /// Not even that.
        TOO_SMALL,
        /// Nobody knows what it costs.
        UNKNOWN
    }

    /// @param usd null for none
    /// @param itemsCovered about how many items it lasts for; all of them unless it is too small
    public record Budget(@Nullable BigDecimal usd, Verdict verdict, long itemsCovered) {}
}
