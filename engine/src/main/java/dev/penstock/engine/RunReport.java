package dev.penstock.engine;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.ledger.PriceTable;
import dev.penstock.store.Answerer;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Samples;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Builds `report.json` from a run's row and totals. The shape is a contract (design 5.4): keys are only ever added.
final class RunReport {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int USD_DECIMALS = 6;

    private RunReport() {}

    static ObjectNode of(RunRow run, RunTotals totals, List<Answerer> answerers, Samples.Tally samples,
            PriceTable prices) {
        var report = JSON.objectNode();
        report.put("run", run.id()).put("task", run.task()).put("promptVersion", run.promptVersion());
        report.put("gitCommit", run.gitCommit()).put("status", run.status().label()).put("why", run.why());
        report.put("startedAt", run.startedAt().toString())
                .put("seconds", Math.round(run.activeSeconds() * 1000) / 1e3);
        report.put("endpoint", run.endpoint()).put("model", run.model()).put("mode", run.mode());
        report.put("simulated", run.simulated());
        report.set("answeredBy", answeredBy(answerers));
        report.set("items", items(totals.items()));
        report.set("deadLetters", counts(totals.deadLetters()));
        report.putObject("attempts")
                .put("total", totals.attempts().total())
                .put("sent", totals.attempts().sent())
                .put("unconfirmed", totals.attempts().unconfirmed());
        var errors = report.putObject("errors");
        errors.set("retryable", counts(totals.retryable()));
        errors.set("nonRetryable", counts(totals.nonRetryable()));
        report.set("byMode", byMode(totals));
        report.set("tokens", tokens(totals).put("boilerplateAdvice", advice(run, totals, prices)));
        report.set("cost", cost(totals, run.budgetUsd()));
        report.putObject("latencyMs")
                .put("p50", totals.latency().p50())
                .put("p95", totals.latency().p95())
                .put("p99", totals.latency().p99());
        report.set("stopReasons", counts(totals.stopReasons()));
        report.set("checks", checks(totals));
        report.put("samples", samples.kept());
        report.set("sampleVerdicts", verdicts(samples));
        return report;
    }

    /// Dollars as text, exact, with at least six decimals.
    static String usd(BigDecimal amount) {
        var plain = amount.stripTrailingZeros();
        return (plain.scale() < USD_DECIMALS ? plain.setScale(USD_DECIMALS) : plain).toPlainString();
    }

    private static ArrayNode answeredBy(List<Answerer> answerers) {
        var array = JSON.arrayNode();
        answerers.forEach(one -> array.addObject()
                .put("endpoint", one.endpoint())
                .put("model", one.model())
                .put("calls", one.calls())
                .put("accepted", one.accepted())
                .put("costUsd", usd(one.costUsd())));
        return array;
    }

    /// Batches fail in another way than single calls, and later.
    private static ObjectNode byMode(RunTotals totals) {
        var inBatches = totals.inBatches();
        var modes = JSON.objectNode();
        var sync = modes.putObject("sync").put("attempts", totals.attempts().total() - inBatches.attempts());
        sync.set("retryable", counts(less(totals.retryable(), inBatches.retryable())));
        sync.set("nonRetryable", counts(less(totals.nonRetryable(), inBatches.nonRetryable())));
        var batch = modes.putObject("batch").put("attempts", inBatches.attempts());
        batch.set("retryable", counts(inBatches.retryable()));
        batch.set("nonRetryable", counts(inBatches.nonRetryable()));
        return modes;
    }

    private static Map<String, Long> less(Map<String, Long> all, Map<String, Long> part) {
        var rest = new TreeMap<>(all);
        part.forEach((name, count) -> rest.computeIfPresent(name, (_, sum) -> sum.equals(count) ? null : sum - count));
        return rest;
    }

    private static ObjectNode items(RunTotals.Items items) {
        return JSON.objectNode()
                .put("total", items.total())
                .put("accepted", items.accepted())
                .put("deadLettered", items.deadLettered())
                .put("discarded", items.discarded())
                .put("pending", items.pending());
    }

    private static ObjectNode tokens(RunTotals totals) {
        var confirmed = totals.confirmedUsage();
        var tokens = JSON.objectNode()
                .put("input", confirmed.input())
                .put("output", confirmed.output())
                .put("cacheRead", confirmed.cacheRead())
                .put("cacheWrite", confirmed.cacheWrite())
                .put("boilerplateInput", totals.boilerplateInput())
                .put("boilerplateIsEstimate", true);
        var byPurpose = tokens.putObject("byPurpose");
        for (var purpose : Purpose.values()) {
            var usage = totals.usage().getOrDefault(purpose, Usage.NONE);
            byPurpose.putObject(purpose.label()).put("input", usage.input()).put("output", usage.output());
        }
        return tokens;
    }

    private static @Nullable String advice(RunRow run, RunTotals totals, PriceTable prices) {
        var confirmed = totals.confirmedUsage();
        long billed = totals.stopReasons().values().stream().mapToLong(Long::longValue).sum();
        return new FixedPrompt(billed, confirmed.input(), confirmed.cacheRead(), totals.boilerplateInput())
                .advice(run.model(), prices)
                .orElse(null);
    }

    private static ObjectNode cost(RunTotals totals, @Nullable BigDecimal budget) {
        var cost = JSON.objectNode().put("usd", usd(totals.confirmedUsd()));
        var byPurpose = cost.putObject("byPurpose");
        for (var purpose : Purpose.values()) {
            byPurpose.put(purpose.label(), usd(totals.costUsd().getOrDefault(purpose, BigDecimal.ZERO)));
        }
        cost.put("unpriced", totals.unpriced());
        return cost.put("budgetUsd", budget == null ? null : usd(budget));
    }

    private static ObjectNode checks(RunTotals totals) {
        var checks = JSON.objectNode();
        totals.checks()
                .forEach((name, count) -> checks.putObject(name)
                        .put("rejected", count.rejected())
                        .put("flagged", count.flagged()));
        return checks;
    }

    private static ObjectNode verdicts(Samples.Tally samples) {
        return JSON.objectNode()
                .put("judged", samples.judged())
                .put("bad", samples.bad())
                .put("badUpperBound95", samples.judged() == 0 ? null : SampleReview.badUpperBound(samples));
    }

    private static ObjectNode counts(Map<String, Long> counts) {
        var node = JSON.objectNode();
        counts.forEach((name, count) -> node.put(name, count));
        return node;
    }
}
