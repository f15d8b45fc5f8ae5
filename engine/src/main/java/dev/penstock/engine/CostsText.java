package dev.penstock.engine;

import dev.penstock.item.Purpose;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The books for programs: JSON and CSV, with exact amounts.
public final class CostsText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> NUMBERS = List.of("calls", "accepted", "inputTokens", "outputTokens",
            "cacheReadTokens", "cacheWriteTokens", "boilerplateInputTokens", "usd", "unconfirmedUsd", "wasteUsd",
            "usdPerAccepted", "simulated");

    private CostsText() {}

    /// Amounts as text, exact, with at least six decimals.
    public static ObjectNode json(Costs costs) {
        var node = JSON.createObjectNode();
        var by = node.putArray("by");
        costs.by().forEach(one -> by.add(one.label()));
        var rows = node.putArray("rows");
        for (var line : costs.rows()) {
            var row = rows.addObject();
            for (int i = 0; i < line.names().size(); i++) {
                row.put(costs.by().get(i).label(), line.names().get(i));
            }
            put(row, line.sum());
        }
        put(node.putObject("total"), costs.total());
        costs.advice().forEach(node.putArray("advice")::add);
        return node;
    }

    /// A heading and one line for each row, without line ends.
    public static List<String> csv(Costs costs) {
        var lines = new ArrayList<String>();
        lines.add(Csv.line(Stream.concat(costs.by().stream().map(Costs.By::label), NUMBERS.stream()).toList()));
        costs.rows()
                .forEach(line -> lines
                        .add(Csv.line(Stream.concat(line.names().stream(), numbers(line.sum()).stream()).toList())));
        return lines;
    }

    private static void put(ObjectNode node, Costs.Sum sum) {
        node.put("calls", sum.calls()).put("accepted", sum.accepted());
        node.putObject("tokens")
                .put("input", sum.usage().input())
                .put("output", sum.usage().output())
                .put("cacheRead", sum.usage().cacheRead())
                .put("cacheWrite", sum.usage().cacheWrite())
                .put("boilerplateInput", sum.fixed().boilerplate())
                .put("boilerplateIsEstimate", true);
        node.put("usd", RunReport.usd(sum.confirmedUsd()))
                .put("unconfirmedUsd", RunReport.usd(sum.unconfirmedUsd()))
                .put("wasteUsd", RunReport.usd(sum.wasteUsd()));
        var perAccepted = sum.usdPerAccepted();
        node.put("usdPerAccepted", perAccepted == null ? null : RunReport.usd(perAccepted));
        var byPurpose = node.putObject("byPurpose");
        for (var purpose : Purpose.values()) {
            byPurpose.put(purpose.label(), RunReport.usd(sum.usd().getOrDefault(purpose, BigDecimal.ZERO)));
        }
        node.put("unpriced", sum.unpriced()).put("simulated", sum.simulated());
    }

    private static List<String> numbers(Costs.Sum sum) {
        var usage = sum.usage();
        var perAccepted = sum.usdPerAccepted();
        return List.of(Long.toString(sum.calls()), Long.toString(sum.accepted()), Long.toString(usage.input()),
                Long.toString(usage.output()), Long.toString(usage.cacheRead()), Long.toString(usage.cacheWrite()),
                Long.toString(sum.fixed().boilerplate()), RunReport.usd(sum.confirmedUsd()),
                RunReport.usd(sum.unconfirmedUsd()),
                RunReport.usd(sum.wasteUsd()), perAccepted == null ? "" : RunReport.usd(perAccepted),
                Boolean.toString(sum.simulated()));
    }
}
