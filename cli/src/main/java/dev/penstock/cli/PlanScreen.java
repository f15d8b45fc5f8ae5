package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.RunPlan;
import dev.penstock.engine.RunPlan.Lines;
import dev.penstock.engine.RunPlan.Pace.Limit;
import dev.penstock.engine.RunPlan.Tokens;
import dev.penstock.engine.RunPlan.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a run would be, before it is one.
final class PlanScreen {
    private final int width;
    private final Palette palette;

    PlanScreen(int width, Palette palette) {
        this.width = width;
        this.palette = palette;
    }

    /// The last line is never broken, so that it can be copied.
    ///
    /// @param command what starts the run
    List<String> render(RunPlan plan, String command) {
        var lines = new ArrayList<String>();
        lines.add(head(plan));
        lines.add(row("Input", items(plan.items())));
        lines.add(row("Tokens", input(plan.input()) + " · " + output(plan)));
        lines.add(row("Cost", cost(plan)));
        other(plan, lines);
        lines.add(row("Time", plan.sending().inBatches() ? batchTime(plan) : time(plan)));
        if (plan.budget().usd() != null) {
            lines.add(row("Budget", budget(plan, plan.budget().usd())));
        }
        if (!plan.checks().isEmpty()) {
            lines.add(row("Checks", String.join(" · ", plan.checks())));
        }
        plan.warnings().forEach(warning -> lines.add(row("Warning", palette.warning(TerminalText.oneLine(warning)))));
        var wrapped = new ArrayList<String>();
        lines.forEach(line -> wrapped.addAll(ReportScreen.wrapped(line, width)));
        wrapped.add("  " + sent(plan.input().counts()) + " Run it:  " + palette.strong(TerminalText.oneLine(command)));
        return wrapped;
    }

    private String head(RunPlan plan) {
        var target = plan.target();
        var left = "  " + palette.strong(TerminalText.oneLine(target.task())) + " @ "
                + Figures.version(target.promptVersion()) + "   " + TerminalText.oneLine(target.model()) + " via "
                + TerminalText.oneLine(target.endpoint()) + "   " + plan.sending().mode() + "   output: "
                + target.output() + "   max " + Figures.count(target.maxOutputTokens())
                + (target.ceiling() == null ? "" : ", then " + Figures.count(target.ceiling())) + " output tokens";
        return left + (target.simulated() ? "   " + palette.warning("SIMULATED") : "");
    }

    private static String items(RunPlan.Items items) {
        long unpaid = items.records() - items.sent();
        var parts = new ArrayList<String>();
        parts.add(Figures.plural(items.records(), "item"));
        items.unpaid().forEach((rule, lines) -> parts.add(unpaid(rule, lines)));
        return String.join(" · ", parts)
                + (unpaid == 0 ? "" : "   → " + Figures.count(unpaid) + " of them to dead letters, unpaid");
    }

    private static String unpaid(String rule, Lines lines) {
        long count = lines.count();
        var what = switch (rule) {
            case "duplicate-id" -> Figures.plural(count, "duplicate id");
            case "json" -> Figures.plural(count, "line") + (count == 1 ? " is" : " are") + " not JSON";
            case "object" -> Figures.plural(count, "line") + (count == 1 ? " is" : " are") + " no JSON object";
            case "missing-variable" ->
                Figures.plural(count, "item") + (count == 1 ? " lacks" : " lack") + " a field that the prompt needs";
            default -> Figures.plural(count, "item") + ": " + TerminalText.oneLine(rule);
        };
        return what + " (" + lines.words() + ")";
    }

    private static String input(RunPlan.Input input) {
        var basis = switch (input.basis()) {
            case COUNTED -> "by the provider's count of " + Figures.plural(input.of(), "request");
            case EARLIER -> "by " + Figures.plural(input.of(), "earlier call");
            case ESTIMATED -> "at four bytes a token";
        };
        return "about " + Figures.tokens(about(input.tokens())) + " in, " + basis + " (" + fixed(input.fixed()) + ")";
    }

    private static String fixed(RunPlan.FixedPart fixed) {
        var share = Figures.roundPercent(Math.round(fixed.share() * 1000), 1000)
                + " of it the same for every item";
        if (fixed.cacheMinimum() == null) {
            return share;
        }
        return share + (fixed.cached()
                ? ", cacheable"
                : ", too short for the prompt cache: about " + Figures.count(fixed.tokens()) + " of "
                        + Figures.count(fixed.cacheMinimum()));
    }

    private static String output(RunPlan plan) {
        var tokens = plan.output().tokens();
        long calls = plan.output().earlierCalls();
        return calls == 0
                ? "up to " + Figures.tokens(tokens.high()) + " out: no earlier call says how long replies are"
                : "about " + Figures.tokens(about(tokens)) + " out, by " + Figures.plural(calls, "earlier call")
                        + (plan.output().samePrompt() ? "" : " of any prompt version");
    }

    private static String cost(RunPlan plan) {
        var likely = plan.sending().inBatches() && plan.cost().batch() != null
                ? plan.cost().batch()
                : plan.cost().sync();
        return likely == null ? "unknown: " + TerminalText.oneLine(plan.cost().unknown()) : usd(likely) + worst(plan);
    }

    private static String usd(Usd usd) {
        var range = Figures.usd(usd.low()) + " to " + Figures.usd(usd.high());
        if (usd.about() == null) {
            return range + " (replies from nothing to the cap)";
        }
        return "about " + Figures.usd(usd.about())
                + (usd.low().compareTo(usd.high()) == 0 ? "" : "   likely " + range);
    }

    private static String worst(RunPlan plan) {
        var worst = plan.cost().worstUsd();
        return worst == null
                ? ""
                : "   worst case " + Figures.usd(worst)
                        + " (every byte a token, every reply at its cap, all retries and repairs)";
    }

    /// What it would be the other way, and what `auto` would choose.
    private void other(RunPlan plan, List<String> lines) {
        var sending = plan.sending();
        var batch = plan.cost().batch();
        var sync = plan.cost().sync();
        if (sending.batchWithin() != null && batch != null && sync != null) {
            lines.add(row("", sending.inBatches()
                    ? "one by one instead: " + usd(sync) + " (--mode sync)"
                    : "batch instead: " + usd(batch) + ", done within " + Figures.duration(sending.batchWithin())
                            + " (--mode batch)"));
        }
        lines.add(row("", "mode auto: " + sending.why()));
    }

    private static String batchTime(RunPlan plan) {
        var within = plan.sending().batchWithin();
        return "batches are done within " + (within == null ? "a day" : Figures.duration(within))
                + (plan.sending().mode().equals("auto") ? "; what they leave open goes one by one" : "");
    }

    private static String time(RunPlan plan) {
        var time = plan.pace().time();
        if (time == null) {
            return "unknown: no limit is configured for the endpoint, and no earlier call says how long one takes";
        }
        var limits = plan.pace().limits();
        var first = limits.getFirst();
        var others = limits.stream().skip(1).map(limit -> used(limit, time)).collect(Collectors.joining(", "));
        return "about " + Figures.duration(time) + "; the limit is " + first.name() + " " + Figures.count(first.most())
                + (others.isEmpty() ? "" : " (" + others + ")");
    }

    /// How much of a limit that does not bind is used.
    private static String used(Limit limit, Duration time) {
        return limit.name() + " " + Figures.tokens(Math.round(limit.most() * share(limit, time))) + " of "
                + Figures.tokens(limit.most());
    }

    private static double share(Limit limit, Duration time) {
        return time.isZero() ? 0 : (double) limit.time().toMillis() / time.toMillis();
    }

    private String budget(RunPlan plan, BigDecimal usd) {
        var amount = Figures.usd(usd);
        return switch (plan.budget().verdict()) {
            case WORST_CASE -> palette.good(amount + " covers the worst case ✓");
            case LIKELY -> palette.good(amount + " covers the likely cost ✓")
                    + ", not the worst case: there the run would halt, and can be resumed with more";
            case PERHAPS -> palette.warning(amount + " may be too little")
                    + ": it covers the lower end of what is likely, not the upper";
            case TOO_SMALL -> palette.bad(amount + " does not even cover the likely cost ✖") + ": it lasts for about "
                    + Figures.count(plan.budget().itemsCovered()) + " of " + Figures.plural(plan.items().sent(), "item")
                    + ", then the run halts";
            case UNKNOWN, NO_BUDGET -> amount + "; nobody knows what the run costs";
        };
    }

    private static String sent(int counts) {
        return counts == 0
                ? "Nothing was sent."
                : "Nothing was sent but " + Figures.plural(counts, "question")
                        + " for a token count, which cost nothing.";
    }

    private static long about(Tokens tokens) {
        return tokens.about() == null ? tokens.high() : tokens.about();
    }

    private static String row(String label, String text) {
        return ReportScreen.row(label, text);
    }
}
