package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.audit.AuditFinding;
import dev.penstock.engine.audit.AuditFinding.Grade;
import dev.penstock.engine.audit.AuditReport;
import dev.penstock.engine.audit.AuditReport.NearConstant;
import dev.penstock.engine.audit.AuditReport.Reading;
import dev.penstock.engine.audit.Expectation;
import dev.penstock.item.Evidence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditScreenTest {
    @Test
    void showsWhatIsBadAndWhatToDoNext() {
        Golden.assertMatches("audit-80", screen("", 80).render(bad()));
        Golden.assertMatches("audit-120", screen("task ticket-triage, language en", 120).render(bad()));
    }

    @Test
    void showsThatEverythingIsFine() {
        var clean = new AuditReport(1000, Map.of(), Map.of(), Map.of(), 0, List.of(), Optional.empty(),
                new Reading("answer", null, true, true));

        Golden.assertMatches("audit-clean", screen("", 80).render(clean));
    }

    @Test
    void fitsEveryLineIntoTheTerminalAndObeysNoControl() {
        assertThat(screen("schema s.json", 60).render(bad()))
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(74))
                .noneMatch(line -> line.contains("\u001b") || line.contains("\u202e"));
    }

    @Test
    void saysItInOneSentence() {
        assertThat(AuditWords.headline(bad())).isEqualTo(
                "61 of 1,000 rows you shipped are off-schema, placeholders, truncated or Spanish.");
        assertThat(AuditWords.headline(of(1, Map.of("placeholder", 1L), Map.of())))
                .isEqualTo("1 of 1 rows you shipped is a placeholder.");
        assertThat(AuditWords.headline(of(9, Map.of("wrong-language", 2L), Map.of("es", 1L, "fr", 1L))))
                .isEqualTo("2 of 9 rows you shipped are in the wrong language.");
    }

    private static AuditScreen screen(String against, int width) {
        return new AuditScreen("answers.jsonl", "penstock audit answers.jsonl",
                new Expectation(against, null, null), width, Palette.PLAIN);
    }

    private static AuditReport of(long rows, Map<String, Long> reasons, Map<String, Long> languages) {
        return new AuditReport(rows, reasons, Map.of(), languages, 0, List.of(), Optional.empty(),
                new Reading("answer", null, false, true));
    }

    private static AuditReport bad() {
        var reasons = new LinkedHashMap<String, Long>();
        reasons.put("schema-mismatch", 31L);
        reasons.put("placeholder", 18L);
        reasons.put("truncated", 11L);
        reasons.put("wrong-language", 1L);
        var examples = List.of(
                finding(Grade.BAD, 412, "T-412", "schema-mismatch", "/priority: \"urgent\" is not one of p1, p2, p3",
                        "urgent"),
                finding(Grade.BAD, 9, "", "placeholder", "/name: holds the unfilled template marker [NAME]",
                        "Dear [NAME],\u001b]0;owned\u0007 \u202e"),
                finding(Grade.BAD, 88, "a-very-long-id-that-nobody-reads", "truncated",
                        "the reply was cut off: stop reason length", "…and then the customer said that the parcel"),
                finding(Grade.BAD, 7, "T-7", "wrong-language", "/summary: written in es, wanted was en",
                        "El cliente pregunta dónde está su pedido"),
                finding(Grade.UNREADABLE, 77, "", "bad-input",
                        "answers.jsonl:77: not valid JSON at column 12; each line must be one JSON object", "{"),
                finding(Grade.FLAG, 90, "T-90", "duplicate", "the same output as line 4, for another input", "x"));
        return new AuditReport(1000, reasons, Map.of("duplicate", 4L), Map.of("es", 1L), 1, examples,
                Optional.of(new NearConstant(830, "{\"label\":\"other\"}")),
                new Reading("response.body.choices.0.message.content", "input", false, false));
    }

    private static AuditFinding finding(Grade grade, long line, String id, String reason, String message,
            String excerpt) {
        return new AuditFinding(grade, line, id, reason,
                List.of(new Evidence("layer", "rule", "/path", message, excerpt)));
    }
}
