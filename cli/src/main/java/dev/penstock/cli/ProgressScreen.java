package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.QuotaReading.Dimension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// The live view of a run: at most eight lines, each cut to the width of the terminal, never wrapped.
final class ProgressScreen {
    private static final int BAR = 36;
    private static final int SHORTEST_BAR = 10;
    private static final int BESIDE_BAR = 66;
    private static final String PARTS = " ▏▎▍▌▋▊▉";
    private static final int SHOWN_REASONS = 5;

    private ProgressScreen() {}

    static List<String> render(RunView view, int width, Palette palette) {
        var lines = new ArrayList<String>();
        lines.add(head(view, width, palette));
        lines.add(bar(view, width, palette));
        lines.add(view.batches().isEmpty()
                ? fitted(width, shown -> rate(view, shown, palette))
                : "batch  " + view.batches());
        lines.add(fitted(width, shown -> tokens(view, shown)));
        lines.add(fitted(width, shown -> cost(view, shown)));
        lines.add(fitted(width, shown -> errors(view, shown)));
        if (!view.now().deadLetters().isEmpty()) {
            lines.add(dead(view, width, palette));
        }
        return lines.stream().map(line -> Columns.cut(line, width)).toList();
    }

    /// As many details as the width has room for; the sums always stay.
    private static String fitted(int width, IntFunction<String> line) {
        int shown = SHOWN_REASONS;
        while (shown > 0 && Columns.width(line.apply(shown)) > width) {
            shown--;
        }
        return line.apply(shown);
    }

    private static String head(RunView view, int width, Palette palette) {
        var run = view.run();
        var commit = run.gitCommit();
        var left = palette.strong(run.task()) + "  " + run.id() + "  " + run.model() + "  " + run.mode() + "  prompt "
                + Figures.version(run.promptVersion())
                + (commit == null ? "" : " (" + Figures.commit(commit) + ")");
        return Columns.ends(left, run.simulated() ? palette.warning("SIMULATED") : "", width);
    }

    private static String bar(RunView view, int width, Palette palette) {
        var now = view.now();
        int cells = Math.clamp(width - BESIDE_BAR, SHORTEST_BAR, BAR);
        double share = now.readingEnded() && now.total() > 0 ? (double) now.finished() / now.total() : 0;
        var left = palette.good(bar(share, cells)) + " " + Columns.right(view.share(), 4) + "   "
                + Figures.count(now.accepted()) + " accepted   "
                + palette.warning(Figures.count(now.deadLettered()) + " dead")
                + "   " + (now.discarded() == 0 ? "" : Figures.count(now.discarded()) + " discarded   ")
                + Figures.count(now.pending()) + (now.readingEnded() ? "" : "+") + " pending";
        return Columns.ends(left, "ETA " + view.eta(), width);
    }

    /// `████▋···`, a share of so many cells.
    static String bar(double share, int cells) {
        int eighths = (int) Math.floor(Math.clamp(share, 0, 1) * cells * 8);
        var full = "█".repeat(eighths / 8);
        var part = eighths % 8 == 0 ? "" : String.valueOf(PARTS.charAt(eighths % 8));
        return full + part + "·".repeat(cells - full.length() - part.length());
    }

    private static String rate(RunView view, int shown, Palette palette) {
        var endpoint = view.endpoint();
        var latency = view.now().latency();
        return "rate   " + requests(view, shown) + "   in flight " + endpoint.inFlight() + " of " + endpoint.allowed()
                + "   " + state(view.run().endpoint(), endpoint, palette)
                + (endpoint.parked() == 0 ? "" : "   " + Figures.count(endpoint.parked()) + " parked")
                + (shown < SHOWN_REASONS ? "" : "   p50 " + Figures.seconds(latency.p50()))
                + (shown == 0 ? "" : (shown < SHOWN_REASONS ? "   p95 " : "  p95 ") + Figures.seconds(latency.p95()));
    }

    /// `181/200 req/min (learned 180)`: what goes, what the quota allows, what the endpoint was found to bear.
    private static String requests(RunView view, int shown) {
        var traffic = view.endpoint().traffic();
        var limit = traffic.quotas()
                .stream()
                .filter(quota -> quota.dimension() == Dimension.REQUESTS)
                .map(quota -> "/" + Figures.count(Math.round(quota.perMinute())))
                .findFirst();
        var learned = traffic.learnedPerMinute();
        return Figures.count(Math.round(view.pace().callsPerMinute())) + limit.orElse("") + " req/min"
                + (learned == null || shown == 0 ? "" : " (learned " + Figures.count(Math.round(learned)) + ")");
    }

    private static String state(String name, Limiter.State endpoint, Palette palette) {
        var until = endpoint.pausedFor().isZero() ? "" : " for " + Figures.duration(endpoint.pausedFor());
        return name + " " + switch (endpoint.word()) {
            case "open" -> palette.good("open") + until;
            case "halted" -> palette.bad("halted");
            default -> palette.warning(endpoint.word() + until);
        };
    }

    private static String tokens(RunView view, int shown) {
        var now = view.now();
        var usage = confirmed(now.usage());
        long requests = Math.max(1, now.stopReasons().values().stream().mapToLong(Long::longValue).sum());
        var cached = usage.cacheRead() == 0
                ? ""
                : " (" + Figures.roundPercent(usage.cacheRead(), usage.input()) + " cached)";
        return "tokens " + Figures.tokens(usage.input()) + " in" + cached + "  " + Figures.tokens(usage.output())
                + " out  "
                + Figures.count((usage.input() + usage.output()) / requests) + "/request"
                + (shown == 0 || now.stopReasons().isEmpty() ? "" : "     stops: " + shares(now.stopReasons(), shown));
    }

    private static Usage confirmed(Map<Purpose, Usage> usage) {
        return usage.entrySet()
                .stream()
                .filter(entry -> entry.getKey() != Purpose.UNCONFIRMED)
                .map(Map.Entry::getValue)
                .reduce(Usage.NONE, Usage::plus);
    }

    private static String cost(RunView view, int shown) {
        var costs = view.now().costUsd();
        var all = costs.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        var budget = view.run().budgetUsd();
        var waste = all.subtract(costs.getOrDefault(Purpose.USEFUL, BigDecimal.ZERO));
        return "cost   " + Figures.usd(all) + (budget == null ? "" : " of " + Figures.usd(budget)) + "   "
                + Figures.usdPerThousand(all, view.now().accepted()) + " per 1k accepted   waste "
                + Figures.percent(waste.doubleValue(), all.doubleValue())
                + (shown < SHOWN_REASONS ? "" : wasted(costs, all));
    }

    private static String wasted(Map<Purpose, BigDecimal> costs, BigDecimal all) {
        var parts = costs.entrySet()
                .stream()
                .filter(entry -> entry.getKey() != Purpose.USEFUL && entry.getValue().signum() > 0)
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey().label() + " " + String.format(Locale.ROOT, "%.1f",
                        100 * entry.getValue().doubleValue() / all.doubleValue()))
                .collect(Collectors.joining(" "));
        return parts.isEmpty() ? "" : " (" + parts + ")";
    }

    private static String errors(RunView view, int shown) {
        return "errors retryable " + counted(view.now().retryable(), shown) + "   not retryable "
                + counted(view.now().nonRetryable(), shown);
    }

    private static String counted(Map<String, Long> counts, int shown) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return Figures.count(sum) + (sum == 0 || shown == 0 ? "" : " (" + top(counts, ", ", shown) + ")");
    }

    private static String dead(RunView view, int width, Palette palette) {
        var reasons = "dead   " + palette.warning(top(view.now().deadLetters(), " · "));
        var next = "→ penstock dead-letters list --run " + view.run().id();
        return Columns.width(reasons) + Columns.width(next) < width ? Columns.ends(reasons, next, width) : reasons;
    }

    /// The most frequent first.
    static String top(Map<String, Long> counts, String between) {
        return top(counts, between, SHOWN_REASONS);
    }

    private static String top(Map<String, Long> counts, String between, int shown) {
        return sorted(counts).stream()
                .limit(shown)
                .map(entry -> TerminalText.oneLine(entry.getKey()) + " " + Figures.count(entry.getValue()))
                .collect(Collectors.joining(between)) + (counts.size() > shown ? between + "…" : "");
    }

    private static String shares(Map<String, Long> counts, int shown) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return sorted(counts).stream()
                .limit(shown)
                .map(entry -> TerminalText.oneLine(entry.getKey()) + " " + Figures.roundPercent(entry.getValue(), sum))
                .collect(Collectors.joining(" · "));
    }

    private static List<Map.Entry<String, Long>> sorted(Map<String, Long> counts) {
        return counts.entrySet()
                .stream()
                .sorted(Comparator.comparing(Map.Entry<String, Long>::getValue)
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }
}
