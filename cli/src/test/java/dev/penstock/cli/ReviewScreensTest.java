package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.DecisionImport.Line;
import dev.penstock.engine.PromptHistory.Entry;
import dev.penstock.engine.PromptSource;
import dev.penstock.engine.PromptVersionJson;
import dev.penstock.engine.ReviewResult;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.DeadLetters.Selected;
import dev.penstock.store.PromptUse;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.ReviewRow.Change;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewScreensTest {
    private static final String OLD = "sha256:9c1e4b77aa";
    private static final String NEW = "sha256:77aa019c1e";
    private static final String REPLY = "{\"priority\":\"p9\",\"tags\":[\"a\",\"b\"],\"order\":{\"id\":\"A-77812\"}}";
    private static final String OUTPUT = "{\"priority\":\"p1\",\"tags\":[\"a\"],\"order\":{\"id\":\"A-77821\"},\"note\":null}";

    @Test
    void showsWhoDecidedWhatWithBeforeAndAfter() {
        Golden.assertMatches("review-history", screen(80).history(reviews("ana")));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void listsDecisions(int width) {
        var decisions = reviews("ana").stream()
                .map(review -> new Reviewed("r_7F3K", "ticket-triage", "item-4411", "schema-mismatch", review))
                .toList();

        Golden.assertMatches("review-log-" + width, screen(width).log(decisions, true));
        assertThat(screen(width).log(List.of(), false)).containsExactly("Nothing was decided here yet.");
    }

    @Test
    void saysWhatBecameOfEachDecisionOfAFile() {
        var mismatch = new Failure.SchemaMismatch("enum",
                List.of(new Evidence("schema", "enum", "/priority", "/priority: \"urgent\" is not one of p1, p2",
                        "urgent")));
        var lines = List.<Line>of(new Line.Judged(2, "dl_a", "accept", new ReviewResult.Accepted("reviewed")),
                new Line.Judged(3, "dl_b", "edit", new ReviewResult.Accepted("corrected")),
                new Line.Judged(4, "dl_c", "edit", new ReviewResult.Refused(mismatch, false)),
                new Line.Judged(5, "dl_d", "discard", new ReviewResult.Discarded()),
                new Line.Judged(6, "dl_e", "retry",
                        new ReviewResult.Decided(Samples.deadLetter(), reviews("bo").getFirst())),
                new Line.Judged(7, "dl_f", "accept", new ReviewResult.NoReply()),
                new Line.MadeBefore(8, "dl_g", "discard"),
                new Line.ToRetry(9, "dl_h", new Selected("dl_h", "r", "refused", 1, BigDecimal.ZERO)),
                new Line.ToRetry(10, "dl_i", new Selected("dl_i", "r", "bad-input", 1, BigDecimal.ZERO)));
        var screen = new ImportScreen("for-ana.csv", true);
        var shown = new ArrayList<>(screen.lines(lines, 17));
        screen.json(lines).forEach(line -> shown.add(line.toString()));

        Golden.assertMatches("import", shown);
        assertThat(screen.complete(lines)).isFalse();
        assertThat(screen.complete(lines.subList(0, 2))).isTrue();
    }

    @Test
    void saysWhatBecameOfMany() {
        var bulk = new BulkResult("accepted");
        bulk.done();
        bulk.skipped("no reply to check", "dl_b");
        bulk.skipped("no reply to check", "dl_c");
        bulk.skipped("decided meanwhile", "dl_d: decided before: discarded by bo");
        var lines = new ArrayList<>(bulk.lines(false));
        lines.addAll(bulk.lines(true));
        lines.add(bulk.json(true));

        Golden.assertMatches("bulk", lines);
    }

    @Test
    void comparesTwoVersionsSettingsFirst() {
        var before = new PromptSource("run r_7F3K", OLD, Map.of("task.yaml",
                "endpoint: claude\nmodel: claude-haiku-4-5\nmax-output-tokens: 300\nchecks: { language: en }\n",
                "user.md",
                "Triage this ticket.\n\n{{ ticket }}\n", "schema.json", schema("p1")));
        var after = new PromptSource("disk", NEW, Map.of("task.yaml",
                "endpoint: claude\nmodel: claude-haiku-4-5 # fast\nmax-output-tokens: 600\nretry: { max-attempts: 2 }\n",
                "user.md", "Triage this ticket.\nBe brief.\n\n{{ ticket }}\n", "schema.json", schema("p9"), "system.md",
                "You are careful.\n"));
        var lines = new ArrayList<>(new PromptDiffScreen("ticket-triage", before, after).lines(Palette.PLAIN));
        lines.add(new PromptDiffScreen("ticket-triage", before, after).json().toPrettyString());

        Golden.assertMatches("prompts-diff", lines);
        assertThat(new PromptDiffScreen("t", before, before).lines(Palette.PLAIN)).endsWith("  no difference");
    }

    @Test
    void saysSoWhenADifferenceChangesNoAnswer() {
        var before = new PromptSource("git a41f0c2", OLD, Map.of("task.yaml", "model: x\n"));
        var after = new PromptSource("disk", OLD, Map.of("task.yaml", "model: x # the small one\n"));

        assertThat(new PromptDiffScreen("t", before, after).lines(new Palette(true)))
                .contains("  the same version: nothing below changes an answer", "\u001b[31m-model: x\u001b[0m");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void listsVersionsWithWhatTheyWereUsedFor(int width) {
        var week = Samples.NOON.plusSeconds(7 * 86_400);
        var entries = List.of(new Entry("sha256:ffee00", true, "0123456789-dirty", null, null),
                new Entry(NEW, false, "a41f0c2bd1", Samples.NOON,
                        new PromptUse(NEW, Samples.NOON, week, 12, 120_000, 117_000, new BigDecimal("56.16"), 2_431)),
                new Entry(OLD, false, null, Samples.NOON,
                        new PromptUse(OLD, Samples.NOON, Samples.NOON, 1, 6, 0, new BigDecimal("0.005699"), 0)));
        var lines = new ArrayList<>(
                new PromptLogScreen(width, Palette.PLAIN, ZoneOffset.UTC).lines("ticket-triage", entries));
        entries.forEach(entry -> lines.add(PromptVersionJson.of(entry).toString()));

        Golden.assertMatches("prompts-log-" + width, lines);
    }

    @Test
    void printsNoControlOfAnyHostileText() {
        var hostile = Samples.HOSTILE;
        var lines = new ArrayList<String>();
        lines.addAll(screen(80)
                .history(List.of(review(hostile, "edit", hostile, null, "{\"" + "a\":1}", hostile, hostile))));
        lines.addAll(screen(80).log(List.of(new Reviewed(hostile, "t", hostile, "refused",
                review(hostile, "accept", hostile, hostile, null, null, null))), false));
        lines.addAll(new PromptDiffScreen("t", new PromptSource(hostile, null, Map.of("user.md", "a")),
                new PromptSource("disk", null, Map.of("user.md", hostile.replace("\r", "")))).lines(Palette.PLAIN));

        assertThat(lines).isNotEmpty()
                .allSatisfy(line -> assertThat(TerminalText.clean(line)).isEqualTo(line));
    }

    private static String schema(String first) {
        return "{\"type\":\"object\",\"properties\":{\"priority\":{\"type\":\"string\",\"enum\":[\"" + first
                + "\",\"p2\",\"p3\"],\"description\":\"" + "long ".repeat(30)
                + "\"},\"reason\":{\"type\":\"string\"}},\"required\":[\"priority\",\"reason\"]}";
    }

    private static ReviewScreen screen(int width) {
        return new ReviewScreen(width, Palette.PLAIN, ZoneOffset.UTC);
    }

    private static List<ReviewRow> reviews(String actor) {
        return List.of(review(actor, "retry", null, null, REPLY, null, NEW),
                review(actor, "discard", "spam", null, REPLY, null, null),
                review(actor, "accept", "recheck", null, REPLY, REPLY, NEW),
                review(actor, "edit", "typo, and the digits of the order were swapped; checked with the warehouse",
                        "placeholder", REPLY, OUTPUT, OLD),
                review(actor, "edit", null, null, null, "\"A text.\"", OLD));
    }

    private static ReviewRow review(String actor, String action, @Nullable String reason, @Nullable String overrides,
            @Nullable String before, @Nullable String after, @Nullable String prompt) {
        return new ReviewRow("dl_9Q2", actor, action, reason, overrides, new Change(before, after),
                new Change(OLD, prompt), Samples.NOON);
    }
}
