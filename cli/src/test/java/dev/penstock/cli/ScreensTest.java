package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Verification;
import dev.penstock.engine.Verification.BooksComparison;
import dev.penstock.engine.live.Pace;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.limit.Limiter;
import dev.penstock.settings.Problem;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScreensTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsARunAtWork(int width) {
        Golden.assertMatches("progress-" + width, ProgressScreen.render(Samples.view(), width, Palette.PLAIN));
    }

    @Test
    void showsARunThatJustBegan() {
        Golden.assertMatches("progress-beginning", ProgressScreen.render(Samples.beginning(), 100, Palette.PLAIN));
    }

    @Test
    void showsARunThatWaitsOrIsHaltedAndOneInColour() {
        var paused = view(new Limiter.State(0, 12, Duration.ofSeconds(95), "breaker", null));
        var halted = view(new Limiter.State(0, 180, Duration.ZERO, "halted", "HTTP 401, invalid x-api-key"));

        Golden.assertMatches("progress-paused-80", ProgressScreen.render(paused, 80, Palette.PLAIN));
        Golden.assertMatches("progress-halted-80", ProgressScreen.render(halted, 80, Palette.PLAIN));
        Golden.assertMatches("progress-colour-80", ProgressScreen.render(paused, 80, new Palette(true)));
        Golden.assertMatches("progress-narrow-40", ProgressScreen.render(paused, 40, Palette.PLAIN));
    }

    private static RunView view(Limiter.State endpoint) {
        return new RunView(Samples.run(), Samples.snapshot(), endpoint,
                new Pace.Reading(0, Duration.ofMinutes(39), null));
    }

    @Test
    void showsWhatWasVerified() {
        var totals = new RunTotals(new RunTotals.Items(10_000, 9_947, 53, 0, 0), Map.of(),
                new RunTotals.Attempts(10_412, 10_412, 3), Map.of(), Map.of(),
                Map.of(Purpose.USEFUL, Usage.of(5_812_345, 412_345)),
                Map.of(Purpose.USEFUL, new BigDecimal("4.83")), 0, new RunTotals.Latency(0, 0, 0), Map.of(), Map.of(),
                false);
        var same = new BooksComparison(Usage.of(5_812_345, 412_345), Usage.of(5_812_345, 412_345), 10_412, 3, 1, 7);

        Golden.assertMatches("verify-80",
                VerifyScreen.render(new Verification(Samples.run(), totals, List.of(), same), 80, Palette.PLAIN));
        Golden.assertMatches("verify-broken-colour-80", VerifyScreen.render(new Verification(Samples.run(), totals,
                List.of("the call r_7F3K.17.1 is booked at 500 + 20 tokens, the books billed 512 + 20 tokens for it"),
                null), 80, new Palette(true)));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 57, 80, 120, 300})
    void neverTakesMoreThanEightLinesOrTheWidth(int width) {
        for (var palette : List.of(Palette.PLAIN, new Palette(true))) {
            var lines = ProgressScreen.render(Samples.view(), width, palette);

            assertThat(lines).hasSizeLessThanOrEqualTo(8).allMatch(line -> Columns.width(line) <= width);
        }
    }

    @Test
    void fillsTheBarInEighths() {
        assertThat(ProgressScreen.bar(0, 4)).isEqualTo("····");
        assertThat(ProgressScreen.bar(0.5, 4)).isEqualTo("██··");
        assertThat(ProgressScreen.bar(0.65, 4)).isEqualTo("██▌·");
        assertThat(ProgressScreen.bar(1, 4)).isEqualTo("████");
    }

    @Test
    void saysTheSameOnOnePlainLine() {
        assertThat(PlainLine.render(Samples.view(), Samples.NOON, ZoneOffset.UTC)).isEqualTo(
                "12:04:10 ticket-triage 71% 7102 ok 37 dead 2861 left 181/min $3.41 p95=2.4s eta=4m10s SIMULATED");
        assertThat(PlainLine.render(Samples.beginning(), Samples.NOON, ZoneOffset.UTC)).isEqualTo(
                "12:04:10 ticket-triage reading 0 ok 0 dead 512+ left 0/min $0.00 p95=0ms eta=? claude=pacing SIMULATED");
    }

    @Test
    void writesTheSameAsJson() {
        Golden.assertMatches("progress-json",
                List.of(ProgressEvent.progress(Samples.view(), Samples.NOON).toPrettyString(),
                        ProgressEvent.endpoint(Samples.beginning(), Samples.NOON).toPrettyString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsTheReport(int width) {
        Golden.assertMatches("report-" + width, ReportScreen.render(report(), 3, width, Palette.PLAIN));
    }

    @Test
    void showsTheReportOfARunWhoseEngineIsGoneAndOneInColour() {
        var report = (tools.jackson.databind.node.ObjectNode) report();
        report.put("status", "running").put("engine", "gone");
        report.put("why", "its engine is gone (was penstock run, process 4711)");

        Golden.assertMatches("report-gone-80", ReportScreen.render(report, 4, 80, Palette.PLAIN));
        Golden.assertMatches("report-colour-80", ReportScreen.render(report(), 3, 80, new Palette(true)));
    }

    @Test
    void saysSoWhenTheItemsDoNotAddUp() {
        var report = (tools.jackson.databind.node.ObjectNode) report();
        report.withObject("/items").put("pending", 7);

        assertThat(ReportScreen.render(report, 1, 200, Palette.PLAIN))
                .anyMatch(line -> line.contains("✖ does not add up"));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void showsADeadLetterWithInputReplyAndEvidence(int width) {
        Golden.assertMatches("dead-letter-" + width,
                new DeadLetterScreen(width, Palette.PLAIN).show(Samples.deadLetter(),
                        Samples.attempts(), width == 80 ? null : "user:\nTriage: My order A-77821 never came"));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void listsDeadLetters(int width) {
        Golden.assertMatches("dead-letters-" + width, new DeadLetterScreen(width, Palette.PLAIN).list(
                List.of(Samples.deadLetter(), Samples.letter("dl_A", "2", "\"not json\"", "line 2 is not JSON")), true,
                Samples.NOON.plusSeconds(7_300)));
    }

    @Test
    void listsRunsOnANarrowTerminalAndWhenThereAreNone() {
        var now = Samples.NOON.plusSeconds(90);
        var lines = new ArrayList<>(Tables.runs(List.of(new Tables.Run(Samples.run(), report())), now, 80,
                new Palette(true)));
        lines.addAll(Tables.runs(List.of(), now, 80, Palette.PLAIN));
        lines.addAll(Tables.prompts(List.of(), 80, Palette.PLAIN));

        Golden.assertMatches("tables-80", lines);
    }

    @Test
    void listsRunsAndPrompts() {
        var lines = new ArrayList<>(
                Tables.runs(List.of(new Tables.Run(Samples.run(), report())), Samples.NOON.plusSeconds(90),
                        120, Palette.PLAIN));
        lines.addAll(Tables.prompts(List.of(
                new Tables.PromptLine("ticket-triage", "9c1e4b",
                        new Tables.PromptLine.Asked("claude", "claude-haiku-4-5"), "json-schema",
                        List.of(new Tables.PromptLine.Asked("gpt", "gpt-5-mini")), ""),
                Tables.PromptLine.broken("broken", "user.md: unknown variable `nmae`")), 120,
                Palette.PLAIN));
        Golden.assertMatches("tables", lines);
    }

    @Test
    void showsEveryProblemWithItsPlace() {
        var problems = List.of(
                new Problem("penstock.yaml", 12, "endpoints.claude.limits.concurency",
                        "unknown key; did you mean concurrency?",
                        "allowed: requests-per-minute, concurrency"),
                new Problem("prompts/x/schema.json", 0, "", "is not JSON", ""));
        Golden.assertMatches("problems", new ErrorForm(Palette.PLAIN).problems(problems));
    }

    @Test
    void printsNoControlOfAnyHostileText() {
        var hostile = Samples.HOSTILE;
        var letter = Samples.letter(hostile, hostile,
                JSON.writeValueAsString(JSON.createObjectNode().put("t", hostile)),
                hostile);
        var attempts = List.of(Samples.attempt(1, hostile, 200, hostile, hostile, dev.penstock.item.Usage.NONE));
        var screen = new DeadLetterScreen(120, Palette.PLAIN);
        var lines = new ArrayList<String>();
        lines.addAll(screen.show(letter, attempts, hostile));
        lines.addAll(screen.list(List.of(letter), false, Samples.NOON));
        lines.addAll(new ErrorForm(Palette.PLAIN).error(hostile, hostile));
        lines.addAll(
                new ErrorForm(Palette.PLAIN).problems(List.of(new Problem(hostile, 1, hostile, hostile, hostile))));
        lines.addAll(ReportScreen.render(hostile(report()), 0, 400, Palette.PLAIN));
        lines.addAll(Tables.prompts(List.of(Tables.PromptLine.broken("x", hostile)), 120, Palette.PLAIN));

        assertThat(lines).isNotEmpty()
                .allSatisfy(line -> assertThat(TerminalText.oneLine(line)).isEqualTo(line.strip()));
    }

    private static JsonNode hostile(JsonNode report) {
        var node = (tools.jackson.databind.node.ObjectNode) report;
        List.of("run", "task", "promptVersion", "status", "why", "model")
                .forEach(key -> node.put(key, Samples.HOSTILE));
        List.of("/deadLetters", "/stopReasons", "/errors/retryable", "/errors/nonRetryable")
                .forEach(place -> node.withObject(place).put(Samples.HOSTILE, 1));
        node.withObject("/checks").putObject(Samples.HOSTILE).put("rejected", 1);
        return node;
    }

    private static JsonNode report() {
        return JSON.readTree(
                """
                        {"run":"r_7F3K","task":"ticket-triage","promptVersion":"sha256:9c1e4b77","gitCommit":null,
                         "status":"complete","why":null,"startedAt":"2026-11-23T12:04:10Z","seconds":3128.4,"endpoint":"claude",
                         "model":"claude-haiku-4-5","mode":"sync","simulated":true,
                         "items":{"total":10000,"accepted":9947,"deadLettered":53,"discarded":0,"pending":0},
                         "deadLetters":{"schema-mismatch":31,"ungrounded":12,"refused":8,"bad-input":2},
                         "attempts":{"total":10412,"sent":10412,"unconfirmed":3},
                         "errors":{"retryable":{"rate-limited":301,"overloaded":17},"nonRetryable":{"invalid-request":2}},
                         "tokens":{"input":5812345,"output":412345,"cacheRead":3600000,"cacheWrite":0,"boilerplateInput":3605000},
                         "cost":{"usd":"4.830000","byPurpose":{"useful":"4.510000","retry":"0.050000","repair":"0.160000",
                           "rejected":"0.110000","judge":"0.000000","unconfirmed":"0.020000"},"unpriced":false},
                         "latencyMs":{"p50":912,"p95":2400,"p99":6312},"stopReasons":{"end_turn":10011,"max_tokens":81},
                         "checks":{"placeholder":{"rejected":3,"flagged":0},"schema":{"rejected":31,"flagged":0}},"samples":0}
                        """);
    }
}
