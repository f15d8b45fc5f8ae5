package dev.penstock.cli;

import dev.penstock.engine.ShareInterval;
import dev.penstock.engine.audit.AuditFinding;
import dev.penstock.engine.audit.AuditReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What `penstock audit` found, for programs.
final class AuditJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AuditJson() {}

    static ObjectNode report(String file, String against, AuditReport report) {
        var reading = report.reading();
        var node = JSON.objectNode().put("file", file).put("against", against.isEmpty() ? null : against);
        node.put("rows", report.rows()).put("bad", report.bad()).put("unreadableLines", report.unreadable());
        node.put("complete", reading.complete());
        node.putObject("fields")
                .put("output", reading.outputField())
                .put("input", reading.inputField());
        node.set("reasons", shares(report.reasons(), report.rows()));
        node.set("flags", shares(report.flags(), report.rows()));
        var same = report.nearConstant();
        node.set("nearConstant", same.isEmpty()
                ? JSON.nullNode()
                : JSON.objectNode().put("rows", same.get().rows()).put("output", same.get().excerpt()));
        var examples = node.putArray("examples");
        report.examples().forEach(finding -> examples.add(finding(finding)));
        return node;
    }

    private static ObjectNode shares(Map<String, Long> counts, long rows) {
        var node = JSON.objectNode();
        counts.forEach((reason, count) -> {
            var interval = ShareInterval.of(count, rows);
            node.putObject(reason)
                    .put("rows", count)
                    .put("share", rounded((double) count / rows))
                    .put("low", rounded(interval.low()))
                    .put("high", rounded(interval.high()));
        });
        return node;
    }

    private static BigDecimal rounded(double share) {
        return BigDecimal.valueOf(share).setScale(6, RoundingMode.HALF_UP);
    }

    static ObjectNode finding(AuditFinding finding) {
        var node = JSON.objectNode()
                .put("line", finding.line())
                .put("id", finding.id().isEmpty() ? null : finding.id())
                .put("grade", finding.grade().name().toLowerCase(Locale.ROOT))
                .put("reason", finding.reason());
        var evidence = node.putArray("evidence");
        finding.evidence()
                .forEach(one -> evidence.addObject()
                        .put("layer", one.layer())
                        .put("rule", one.rule())
                        .put("path", one.path())
                        .put("message", one.message())
                        .put("excerpt", one.excerpt()));
        return node;
    }
}
