package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Tokens;
import dev.penstock.engine.RunPlan.Usd;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A plan for programs.
public final class PlanJson {
    private PlanJson() {}

    /// Amounts as text with at least six decimals; null for what nobody knows.
    ///
    /// @param command what starts the run
    public static ObjectNode of(RunPlan plan, String command) {
        var json = JsonNodeFactory.instance.objectNode();
        var target = plan.target();
        json.put("task", target.task())
                .put("promptVersion", target.promptVersion())
                .put("endpoint", target.endpoint())
                .put("model", target.model())
                .put("output", target.output())
                .put("maxOutputTokens", target.maxOutputTokens())
                .put("maxOutputTokensCeiling", target.ceiling())
                .put("simulated", target.simulated());
        put(json.putObject("items"), plan.items());
        var tokens = json.putObject("tokens");
        put(tokens.putObject("input"), plan.input());
        put(tokens.putObject("output"), plan.output().tokens()).put("earlierCalls", plan.output().earlierCalls())
                .put("samePrompt", plan.output().samePrompt());
        var cost = json.putObject("costUsd");
        put(cost, "sync", plan.cost().sync());
        put(cost, "batch", plan.cost().batch());
        cost.put("worstCase", usd(plan.cost().worstUsd()))
                .put("unknown", plan.cost().unknown().isEmpty() ? null : plan.cost().unknown());
        put(json.putObject("sending"), plan.sending());
        put(json.putObject("time"), plan.pace());
        json.putObject("budget")
                .put("usd", usd(plan.budget().usd()))
                .put("covers", word(plan.budget().verdict()))
                .put("itemsCovered", plan.budget().itemsCovered());
        plan.checks().forEach(json.putArray("checks")::add);
        plan.warnings().forEach(json.putArray("warnings")::add);
        return json.put("command", command);
    }

    private static void put(ObjectNode json, RunPlan.Items items) {
        json.put("total", items.records()).put("sent", items.sent());
        var unpaid = json.putArray("deadLettersUnsent");
        items.unpaid().forEach((rule, lines) -> {
            var array = unpaid.addObject().put("rule", rule).put("items", lines.count()).putArray("firstLines");
            lines.first().forEach(array::add);
        });
    }

    private static void put(ObjectNode json, RunPlan.Input input) {
        put(json, input.tokens()).put("basis", word(input.basis()))
                .put("basisOf", input.of())
                .put("countsAsked", input.counts())
                .put("fixedShare", Math.round(input.fixed().share() * 1000) / 1e3)
                .put("fixedTokensEach", input.fixed().tokens())
                .put("cacheMinimum", input.fixed().cacheMinimum())
                .put("cacheable", input.fixed().cached());
    }

    private static ObjectNode put(ObjectNode json, Tokens tokens) {
        return json.put("low", tokens.low()).put("about", tokens.about()).put("high", tokens.high());
    }

    private static void put(ObjectNode json, String name, @Nullable Usd usd) {
        if (usd == null) {
            json.putNull(name);
            return;
        }
        json.putObject(name).put("low", usd(usd.low())).put("about", usd(usd.about())).put("high", usd(usd.high()));
    }

    private static void put(ObjectNode json, RunPlan.Sending sending) {
        var within = sending.batchWithin();
        json.put("mode", sending.mode())
                .put("batchWithinSeconds", within == null ? null : within.toSeconds())
                .put("auto", sending.auto())
                .put("autoWhy", sending.why());
    }

    private static void put(ObjectNode json, RunPlan.Pace pace) {
        json.put("seconds", pace.time() == null ? null : pace.time().toSeconds());
        var limits = json.putArray("limits");
        pace.limits()
                .forEach(limit -> limits.addObject()
                        .put("name", limit.name())
                        .put("most", limit.most())
                        .put("seconds", limit.time().toSeconds()));
    }

    private static @Nullable String usd(@Nullable BigDecimal amount) {
        return amount == null ? null : RunReport.usd(amount);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
