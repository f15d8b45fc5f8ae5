package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.rehearse.KillSeries;
import dev.penstock.cli.rehearse.Reckoning;
import dev.penstock.cli.rehearse.Rehearsal;
import dev.penstock.engine.Verification;
import dev.penstock.engine.Verification.BooksComparison;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.simulator.Scenario;
import dev.penstock.store.RunTotals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A real rehearsal in processes of its own, and how results look.
class RehearseCommandTest {
    private static final String AGAIN = "penstock rehearse triage --kill 5 --items 400 --scenario squall --seed 42";

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
        project.write("quick.yaml", """
                name: quick
                quota: { requests-per-minute: 3000, burst: 2s }
                latency: { p50: 20ms, p99: 80ms }
                faults:
                  - { kind: server-error, per: call, rate: 0.02 }
                  - { kind: reset, per: call, rate: 0.02, billed: 0.5 }
                """);
    }

    @Test
    void killsTheEngineAndProvesThatNothingIsLostOrBoughtTwice() {
        var rehearsed = project.penstock("rehearse", "triage", "--scenario", "quick.yaml", "--items", "120", "--kill",
                "2", "--input", "items.jsonl", "--json", "--seed", "7");

        assertThat(rehearsed.err()).isEmpty();
        var result = JsonMapper.shared().readTree(rehearsed.out());
        assertThat(result.path("items").toString())
                .isEqualTo("{\"total\":120,\"accepted\":120,\"deadLettered\":0,\"pending\":0}");
        assertThat(result.path("kills").asInt()).isEqualTo(2);
        assertThat(result.path("boughtTwice").asInt()).isZero();
        assertThat(result.path("unconfirmed").asInt()).isBetween(0, 16);
        assertThat(result.path("problems")).isEmpty();
        assertThat(result.path("holds").asBoolean()).isTrue();
        assertThat(rehearsed.code()).isZero();
        assertThat(folder.resolve(".penstock")).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void makesRecordsUpAndSaysSoWhenItIsGivenNone() {
        var rehearsed = project.penstock("rehearse", "triage", "--scenario", "clean", "--items", "3", "--kill", "0");

        assertThat(rehearsed.out()).contains("SIMULATED", "3 items made up from the template's variables",
                "3 = 3 accepted + 0 dead-lettered + 0 pending", "equal call by call",
                "penstock rehearse triage --kill 0 --items 3 --scenario clean --seed ");
        assertThat(rehearsed.code()).isZero();
    }

    @Test
    void takesTheGoldenCasesAndTheirAnswers() {
        project.write("prompts/triage/cases.jsonl", """
                {"id":"lost","input":{"text":"My parcel is lost"},"expect":{"priority":"p1","reason":"It is lost."}}
                {"id":"late","input":{"text":"My parcel is late"},"expect":{"priority":"p2"}}
                """);

        var rehearsed = project.penstock("rehearse", "triage", "--scenario", "clean", "--items", "3", "--kill", "0");

        assertThat(rehearsed.out()).contains("3 items of the golden cases (cases.jsonl)",
                "3 = 3 accepted + 0 dead-lettered + 0 pending");
    }

    @Test
    void goesOnWhenMadeUpAnswersFailTheChecks() throws IOException {
        var task = folder.resolve("prompts/triage/task.yaml");
        Files.writeString(task, Files.readString(task) + "stop-if:\n  dead-letters: 10%\n  of-last: 5\n");
        project.write("bad.yaml", "faults: [ { kind: placeholder, rate: 1, heals: false } ]\n");

        var rehearsed = project.penstock("rehearse", "triage", "--scenario", "bad.yaml", "--items", "20", "--kill",
                "0");

        assertThat(rehearsed.out()).contains("20 = 0 accepted + 20 dead-lettered + 0 pending");
        assertThat(rehearsed.code()).isZero();
    }

    @Test
    void saysWhatStoppedARunThatDidNotComplete() {
        project.write("blocked.yaml", "faults: [ { kind: unauthorized, from-call: 2 } ]\n");

        var rehearsed = project.penstock("rehearse", "triage", "--scenario", "blocked.yaml", "--items", "50", "--kill",
                "0");

        assertThat(rehearsed.out()).contains("✖ items lost", "The run ended with exit code 4:");
        assertThat(rehearsed.code()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotPlay() {
        assertThat(project.penstock("rehearse", "triage", "--scenario", "hurricane").err())
                .contains("there is no scenario 'hurricane'", "squall");
        assertThat(project.penstock("rehearse", "nothing").err()).contains("there is no task 'nothing'");
        assertThat(project.penstock("rehearse", "triage", "--kill", "201").err())
                .contains("--kill must be from 0 to 200, was 201");
        project.write("prompts/triage/user.md", "{% for row in rows %}{{ row.name }}{% endfor %}");
        assertThat(project.penstock("rehearse", "triage").err())
                .contains("no record could be made up that the template of triage renders", "--input FILE");
        assertThat(project.penstock("rehearse", "triage", "--items", "0").code()).isEqualTo(2);
    }

    @Test
    void showsTheProofOnOneScreen() {
        Golden.assertMatches("rehearsal-80",
                new RehearsalScreen(80, Palette.PLAIN).render(result(0, List.of()), AGAIN));
        Golden.assertMatches("rehearsal-120",
                new RehearsalScreen(120, Palette.PLAIN).render(result(0, List.of()), AGAIN));
        Golden.assertMatches("rehearsal-broken-colour-80", new RehearsalScreen(80, new Palette(true)).render(
                result(3, List.of("the call rehearsal.17.1 is booked at 500 + 20 tokens, the books billed 512 + 20")),
                AGAIN));
        Golden.assertMatches("rehearsal-json",
                List.of(RehearsalScreen.json(result(3, List.of("they differ"))).toString()));
    }

    private static Rehearsal.Result result(long lost, List<String> problems) {
        var totals = new RunTotals(new RunTotals.Items(400, 398 - lost, 2, 0, lost), Map.of(),
                new RunTotals.Attempts(478, 478, 60), Map.of(), Map.of(),
                Map.of(Purpose.USEFUL, Usage.of(52_000, 8_100)),
                Map.of(Purpose.USEFUL, new BigDecimal("0.10")), 0, new RunTotals.Latency(0, 0, 0), Map.of(), Map.of(),
                false);
        var books = new BooksComparison(Usage.of(52_000, 8_100), Usage.of(52_000, 8_100), 478, 60, 21, 0);
        var reckoning = new Reckoning(new Verification(Samples.run(), totals, problems, books), lost, 58, 2);
        var plan = new Rehearsal.Plan("triage", Scenario.named("squall"), 400, 5, 42, null);
        var end = new KillSeries.End(5, Duration.ofMillis(6_120), lost == 0 ? 3 : 4);
        return new Rehearsal.Result(plan, "of the golden cases (cases.jsonl)", end, "error: halted\n  = 401", 32,
                reckoning, Duration.ofMillis(31_200), Duration.ofMillis(22_800));
    }
}
