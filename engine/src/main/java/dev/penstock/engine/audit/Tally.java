package dev.penstock.engine.audit;

import dev.penstock.engine.audit.AuditFinding.Grade;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Counts what was found, and keeps the first examples of each kind.
final class Tally {
    private static final String DUPLICATE = "duplicate";
    /// As the language check's evidence says it.
    private static final Pattern WRITTEN_IN = Pattern.compile("written in ([a-z]{2}), wanted");

    private final int mostExamples;
    private final Consumer<AuditFinding> findings;
    private final Repeats repeats = new Repeats();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, Long> flags = new TreeMap<>();
    private final Map<String, Long> languages = new TreeMap<>();
    private final Map<String, Integer> shown = new HashMap<>();
    private final List<AuditFinding> examples = new ArrayList<>();
    private long rows;
    private long unreadable;

    Tally(int mostExamples, Consumer<AuditFinding> findings) {
        this.mostExamples = mostExamples;
        this.findings = findings;
    }

    long rows() {
        return rows;
    }

    void unreadable(long line, Failure failure) {
        unreadable++;
        add(new AuditFinding(Grade.UNREADABLE, line, "", failure.reason(), failure.evidence()));
    }

    void judged(long line, String id, JsonNode output, JsonNode input, RowJudge.Judgement judgement) {
        rows++;
        if (!judgement.reason().isEmpty()) {
            reasons.merge(judgement.reason(), 1L, Long::sum);
            countLanguage(judgement);
            add(new AuditFinding(Grade.BAD, line, id, judgement.reason(), judgement.evidence()));
            return;
        }
        for (var flag : judgement.flags()) {
            flag(line, id, flag, judgement.evidence());
        }
        repeats.add(line, output, input)
                .ifPresent(first -> flag(line, id, DUPLICATE, List.of(new Evidence("batch", DUPLICATE, "",
                        "the same output as line " + first + ", for another input", excerpt(output)))));
    }

    private void countLanguage(RowJudge.Judgement judgement) {
        if (judgement.reason().equals("wrong-language")) {
            var written = WRITTEN_IN.matcher(judgement.evidence().getFirst().message());
            languages.merge(written.find() ? written.group(1) : "", 1L, Long::sum);
        }
    }

    private void flag(long line, String id, String flag, List<Evidence> evidence) {
        flags.merge(flag, 1L, Long::sum);
        add(new AuditFinding(Grade.FLAG, line, id, flag, evidence));
    }

    private void add(AuditFinding finding) {
        findings.accept(finding);
        if (shown.merge(finding.grade() + finding.reason(), 1, Integer::sum) <= mostExamples) {
            examples.add(finding);
        }
    }

    AuditReport report(AuditReport.Reading reading) {
        return new AuditReport(rows, mostFirst(reasons), mostFirst(flags), mostFirst(languages), unreadable, examples,
                repeats.nearConstant(), reading);
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        var sorted = new LinkedHashMap<String, Long>();
        counts.entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(sorted);
    }

    private static String excerpt(JsonNode output) {
        var text = output.isString() ? output.stringValue() : output.toString();
        return text.length() <= 200 ? text : text.substring(0, text.offsetByCodePoints(0, 100)) + "…";
    }
}
