package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A run's `report.json` for people.
final class ReportScreen {
    private static final String GONE = "engine gone";
    private static final int INDENT = 12;

    private ReportScreen() {}

    /// A run that has not ended shows no exit code.
    ///
    /// @param exit the exit code the run ended with
    static List<String> render(JsonNode report, int exit, int width, Palette palette) {
        var lines = new ArrayList<String>();
        lines.add(head(report, exit, width, palette));
        if (report.path("why").isString()) {
            lines.add(row("Why", palette.warning(text(report, "why"))));
        }
        if (status(report).equals(GONE)) {
            lines.add(row("", "→ " + RunEnding.resume(report)));
        }
        lines.add(items(report, palette));
        if (report.path("answeredBy").size() > 1) {
            lines.add(row("Answered", answeredBy(report.path("answeredBy"))));
        }
        lines.add(cost(report));
        lines.add(tokens(report));
        if (report.path("tokens").path("boilerplateAdvice").isString()) {
            lines.add(row("", TerminalText.oneLine(report.path("tokens").path("boilerplateAdvice").asString(""))));
        }
        lines.add(attempts(report));
        if (report.path("byMode").path("batch").path("attempts").asLong(0) > 0) {
            lines.add(row("", batches(report.path("byMode"))));
        }
        lines.addAll(dead(report, width, palette));
        if (!report.path("checks").isEmpty()) {
            lines.add(row("Checks", checks(report)));
        }
        if (report.path("samples").asLong(0) > 0) {
            lines.add(row("Samples", samples(report)));
        }
        return lines.stream().flatMap(line -> wrapped(line, width).stream()).toList();
    }

    /// Nothing of a report is cut: what does not fit goes on below, indented.
    static List<String> wrapped(String line, int width) {
        if (Columns.width(line) <= width) {
            return List.of(line);
        }
        var lines = new ArrayList<String>();
        for (var part : Columns.wrap(line.substring(INDENT), width - INDENT)) {
            lines.add((lines.isEmpty() ? line.substring(0, INDENT) : " ".repeat(INDENT)) + part.strip());
        }
        return lines;
    }

    private static String head(JsonNode report, int exit, int width, Palette palette) {
        var status = status(report);
        var duration = Figures.duration(Duration.ofMillis(Math.round(report.path("seconds").asDouble(0) * 1000)));
        var model = report.has("model") ? "   " + text(report, "model") : "";
        var left = "  " + palette.strong(text(report, "run")) + "  " + text(report, "task") + " @ "
                + Figures.version(text(report, "promptVersion")) + "   " + paint(status, palette) + "   "
                + duration + model;
        var simulated = report.path("simulated").asBoolean(false) ? palette.warning("SIMULATED") + "  " : "";
        var ended = !List.of("running", "open", GONE).contains(status);
        return Columns.ends(left, simulated + (ended ? "exit " + exit : "not ended"), width);
    }

    /// The run's status; `engine gone` when it is at work in the store only, because its engine was killed.
    static String status(JsonNode report) {
        return report.path("engine").asString("").equals("gone") ? GONE : text(report, "status");
    }

    private static String paint(String status, Palette palette) {
        return switch (status) {
            case "complete" -> palette.good(status);
            case "running", "open" -> status;
            case GONE -> palette.bad(status);
            default -> palette.warning(status);
        };
    }

    private static String items(JsonNode report, Palette palette) {
        var items = report.path("items");
        long accepted = items.path("accepted").asLong(0);
        long dead = items.path("deadLettered").asLong(0);
        long discarded = items.path("discarded").asLong(0);
        long pending = items.path("pending").asLong(0);
        long total = items.path("total").asLong(0);
        boolean adds = total == accepted + dead + discarded + pending;
        return row("Items",
                Figures.count(total) + " = " + Figures.count(accepted) + " accepted + " + Figures.count(dead)
                        + " dead-lettered + " + Figures.count(discarded) + " discarded + " + Figures.count(pending)
                        + " pending   "
                        + (adds ? palette.good("✓ accounted for") : palette.bad("✖ does not add up")));
    }

    /// The models that were asked, where there was more than one.
    private static String answeredBy(JsonNode models) {
        return models.valueStream()
                .map(one -> text(one, "endpoint") + " " + text(one, "model") + " "
                        + Figures.count(one.path("accepted").asLong(0)) + " accepted of "
                        + Figures.plural(one.path("calls").asLong(0), "call") + ", "
                        + Figures.usd(usd(one.path("costUsd"))))
                .collect(Collectors.joining(" · "));
    }

    private static String cost(JsonNode report) {
        var cost = report.path("cost");
        var byPurpose = cost.path("byPurpose");
        var confirmed = usd(cost.path("usd"));
        var parts = new ArrayList<String>();
        byPurpose.properties().forEach(entry -> {
            var amount = usd(entry.getValue());
            if (amount.signum() > 0 || entry.getKey().equals("useful")) {
                parts.add(entry.getKey() + " " + Figures.usd(amount) + share(entry.getKey(), amount, confirmed)
                        + maybeBilled(entry.getKey(), report));
            }
        });
        var accepted = report.path("items").path("accepted").asLong(0);
        return row("Cost", (cost.path("unpriced").asBoolean(false) ? "at least " : "") + Figures.usd(confirmed) + "   "
                + Figures.usdPerThousand(confirmed, accepted) + " per 1k accepted   " + String.join(" | ", parts)
                + (cost.path("unpriced").asBoolean(false) ? "   ! a model without a price was called" : ""));
    }

    private static String share(String purpose, BigDecimal amount, BigDecimal confirmed) {
        return purpose.equals("useful") && confirmed.signum() > 0
                ? " " + Figures.percent(amount.doubleValue(), confirmed.doubleValue())
                : "";
    }

    private static String maybeBilled(String purpose, JsonNode report) {
        long unconfirmed = report.path("attempts").path("unconfirmed").asLong(0);
        var what = report.path("engine").asString("").equals("at work") ? "in flight or maybe billed" : "maybe billed";
        return purpose.equals("unconfirmed")
                ? " (" + Figures.plural(unconfirmed, "attempt") + ", " + what + ", not in the sum)"
                : "";
    }

    private static String tokens(JsonNode report) {
        var tokens = report.path("tokens");
        long input = tokens.path("input").asLong(0);
        return row("Tokens",
                Figures.count(input) + " in (" + Figures.roundPercent(tokens.path("cacheRead").asLong(0), input)
                        + " cached, about " + Figures.roundPercent(tokens.path("boilerplateInput").asLong(0), input)
                        + " boilerplate)   " + Figures.count(tokens.path("output").asLong(0)) + " out   stops "
                        + ProgressScreen.top(counts(report.path("stopReasons")), " · "));
    }

    private static String attempts(JsonNode report) {
        var errors = report.path("errors");
        var latency = report.path("latencyMs");
        return row("Attempts", Figures.count(report.path("attempts").path("total").asLong(0)) + "   errors retryable "
                + errors(errors.path("retryable")) + " | not retryable " + errors(errors.path("nonRetryable"))
                + "   latency p50 " + Figures.seconds(latency.path("p50").asLong(0)) + " p95 "
                + Figures.seconds(latency.path("p95").asLong(0)) + " p99 "
                + Figures.seconds(latency.path("p99").asLong(0)));
    }

    private static String batches(JsonNode byMode) {
        var batch = byMode.path("batch");
        var sync = byMode.path("sync");
        return Figures.count(batch.path("attempts").asLong(0)) + " in batches, errors retryable "
                + errors(batch.path("retryable")) + " | not retryable " + errors(batch.path("nonRetryable")) + "; "
                + Figures.count(sync.path("attempts").asLong(0)) + " one by one, "
                + errors(sync.path("retryable")) + " | " + errors(sync.path("nonRetryable"));
    }

    private static String errors(JsonNode byReason) {
        var counts = counts(byReason);
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        return Figures.count(sum) + (sum == 0 ? "" : " (" + ProgressScreen.top(counts, ", ") + ")");
    }

    private static List<String> dead(JsonNode report, int width, Palette palette) {
        var reasons = counts(report.path("deadLetters"));
        if (reasons.isEmpty()) {
            return List.of();
        }
        var next = "→ penstock dead-letters show " + text(report, "run");
        var line = row("Dead", palette.warning(ProgressScreen.top(reasons, " · ")));
        return Columns.width(line) + Columns.width(next) + 3 <= width
                ? List.of(line + "   " + next)
                : List.of(line, row("", next));
    }

    private static String checks(JsonNode report) {
        return report.path("checks")
                .properties()
                .stream()
                .map(entry -> TerminalText.oneLine(entry.getKey()) + " " + entry.getValue().path("rejected").asLong(0)
                        + " rejected " + entry.getValue().path("flagged").asLong(0) + " flagged")
                .collect(Collectors.joining(" · "));
    }

    private static String samples(JsonNode report) {
        var verdicts = report.path("sampleVerdicts");
        return Figures.count(report.path("samples").asLong(0)) + " kept"
                + SampleScreen.judged(verdicts.path("bad").asLong(0), verdicts.path("judged").asLong(0),
                        verdicts.path("badUpperBound95").asDouble(1));
    }

    private static Map<String, Long> counts(JsonNode node) {
        var counts = new LinkedHashMap<String, Long>();
        node.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong(0)));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static BigDecimal usd(JsonNode amount) {
        return amount.isMissingNode() ? BigDecimal.ZERO : new BigDecimal(amount.asString("0"));
    }

    private static String text(JsonNode report, String key) {
        return TerminalText.oneLine(report.path(key).asString(""));
    }

    static String row(String label, String text) {
        return "  " + String.format("%-10s", label) + text;
    }
}
