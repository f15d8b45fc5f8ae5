package dev.penstock.engine.alert;

import dev.penstock.run.Traffic;
import dev.penstock.store.AlertRow.Figure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// Too many of the calls to a model come to the same bad end.
///
/// @param most the largest share that is nothing to speak of, from 0 to 1
record CallShare(Part part, BigDecimal most) implements Rule {
    /// The bad ends.
    enum Part {
        /// The reply stopped at the token limit: what it cost bought nothing.
        TRUNCATED("truncation", Severity.WARNING, "0.05", 100, Picture.FIFTEEN, Duration.ZERO),
        /// The provider refuses the request for good: asking again cannot help.
        NON_RETRYABLE("errors-non-retryable", Severity.CRITICAL, "0.02", 50, Picture.TEN, Duration.ZERO),
        /// Limits, overload, lost connections: asking again may help, and costs time.
        RETRYABLE("errors-retryable", Severity.WARNING, "0.20", 50, Picture.TEN, Duration.ofMinutes(10));

        final String rule;
        final BigDecimal usual;
        private final Severity severity;
        private final int fewest;
        private final Duration window;
        private final Duration lasting;

        Part(String rule, Severity severity, String usual, int fewest, Duration window, Duration lasting) {
            this.rule = rule;
            this.severity = severity;
            this.usual = new BigDecimal(usual);
            this.fewest = fewest;
            this.window = window;
            this.lasting = lasting;
        }
    }

    @Override
    public String name() {
        return part.rule;
    }

    @Override
    public Severity severity() {
        return part.severity;
    }

    @Override
    public Duration lasting() {
        return part.lasting;
    }

    @Override
    public String when() {
        return "over " + Words.percent(most.doubleValue()) + " of " + part.fewest + " or more "
                + (part == Part.TRUNCATED ? "replies" : "calls") + " in " + Words.time(part.window)
                + (part.lasting.isZero() ? "" : ", for " + Words.time(part.lasting));
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.models().stream().map(this::read).toList();
    }

    private Reading read(Picture.Calls calls) {
        var traffic = part.window.equals(Picture.TEN) ? calls.ten() : calls.fifteen();
        long all = part == Part.TRUNCATED ? traffic.replies() : traffic.calls();
        long bad = bad(traffic);
        double share = all == 0 ? 0 : (double) bad / all;
        var figure = new Figure(share, most.doubleValue(), all);
        if (all < part.fewest) {
            return Reading.tooFew(calls.subject(), figure, calls.atWork());
        }
        boolean over = BigDecimal.valueOf(bad).compareTo(most.multiply(BigDecimal.valueOf(all))) > 0;
        return Reading.measured(calls.subject(), figure, over, summary(share, all), next(calls));
    }

    private long bad(Traffic traffic) {
        return switch (part) {
            case TRUNCATED -> traffic.truncated();
            case NON_RETRYABLE -> traffic.nonRetryable();
            case RETRYABLE -> traffic.retryable();
        };
    }

    private String summary(double share, long all) {
        var limit = " in " + Words.time(part.window) + " (limit " + Words.percent(most.doubleValue()) + ")";
        return switch (part) {
            case TRUNCATED -> Words.percent(share) + " of " + Words.count(all, "reply", "replies")
                    + " stopped at the token limit" + limit;
            case NON_RETRYABLE -> Words.percent(share) + " of " + Words.count(all, "call", "calls")
                    + " were refused for good" + limit;
            case RETRYABLE -> Words.percent(share) + " of " + Words.count(all, "call", "calls")
                    + " failed and are tried again" + limit;
        };
    }

    private static String raise(String task) {
        return "raise max-output-tokens in prompts/" + task + "/task.yaml, or ask for less";
    }

    private String next(Picture.Calls calls) {
        var task = calls.subject().task();
        return switch (part) {
            case TRUNCATED -> raise(task);
            case NON_RETRYABLE -> "penstock dead-letters list --task " + task + " --failure invalid-request";
            case RETRYABLE -> "penstock status";
        };
    }
}
