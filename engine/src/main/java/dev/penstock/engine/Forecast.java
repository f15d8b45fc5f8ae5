package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Basis;
import dev.penstock.engine.RunPlan.FixedPart;
import dev.penstock.engine.RunPlan.Tokens;
import dev.penstock.item.Usage;
import dev.penstock.store.PastCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the calls of a run are likely to be like, and between which bounds.
///
/// @param about null when nobody knows how long replies are
record Forecast(TokenRate rate, Expectation low, @Nullable Expectation about, Expectation high) {
    /// Two standard deviations: 19 sums of 20 stay within.
    private static final double LIKELY = 2;

    /// How many tokens a byte of a request is.
    ///
    /// @param of how many requests or calls that is known
    record TokenRate(Basis basis, long of, double low, double about, double high) {
        /// English has four to five bytes a token, most other languages about three.
        private static final TokenRate USUAL = new TokenRate(Basis.ESTIMATED, 0, 1.0 / 5, 1.0 / 4, 1.0 / 3);
        /// Another input's texts may be of another kind.
        private static final double EARLIER_MARGIN = 0.1;

        /// A request of the input with the tokens its provider counted.
        record Counted(long bytes, long tokens) {
            double rate() {
                return (double) tokens / bytes;
            }
        }

        /// By the best that is known: counts of the provider, earlier calls, or a rule of thumb.
        static TokenRate of(List<Counted> counted, PastCalls past) {
            if (!counted.isEmpty()) {
                double mean = (double) counted.stream().mapToLong(Counted::tokens).sum()
                        / counted.stream().mapToLong(Counted::bytes).sum();
                return new TokenRate(Basis.COUNTED, counted.size(),
                        counted.stream().mapToDouble(Counted::rate).min().orElse(mean), mean,
                        counted.stream().mapToDouble(Counted::rate).max().orElse(mean));
            }
            if (past.requestBytes() > 0) {
                double mean = (double) past.usage().input() / past.requestBytes();
                return new TokenRate(Basis.EARLIER, past.calls(), mean * (1 - EARLIER_MARGIN), mean,
                        mean * (1 + EARLIER_MARGIN));
            }
            return USUAL;
        }
    }

    /// @param past of the task on its endpoint and model
    /// @param items that will be sent
    /// @param cap on the output tokens of a call
    static Forecast of(TokenRate rate, PastCalls past, long items, int cap, FixedPart fixed) {
        if (past.calls() == 0) {
            double read = fixed.cached() ? fixed.share() : 0;
            return new Forecast(rate, new Expectation(rate.low(), 0, 1, read, 0), null,
                    new Expectation(rate.high(), cap, 1, 0, 0));
        }
        double mean = past.meanOutput();
        double spread = LIKELY * past.outputDeviation()
                * Math.sqrt(1.0 / past.calls() + 1.0 / Math.max(1, items));
        return new Forecast(rate, like(past, rate.low(), Math.max(0, mean - spread)),
                like(past, rate.about(), mean), like(past, rate.high(), mean + spread));
    }

    /// The likeliest; the upper bound when there is none.
    Expectation likeliest() {
        return about == null ? high : about;
    }

    Tokens input(Sizes requests) {
        return new Tokens(low.inputTokens(requests),
                Math.round(requests.bytes() * rate.about() * likeliest().callsPerItem()), high.inputTokens(requests));
    }

    Tokens output(long items) {
        return new Tokens(low.outputTokens(items), about == null ? null : about.outputTokens(items),
                high.outputTokens(items));
    }

    private static Expectation like(PastCalls past, double tokensPerByte, double output) {
        return new Expectation(tokensPerByte, output, past.callsPerItem(),
                share(past.usage().cacheRead(), past.usage()),
                share(past.usage().cacheWrite(), past.usage()));
    }

    private static double share(long part, Usage usage) {
        return usage.input() == 0 ? 0 : (double) part / usage.input();
    }
}
