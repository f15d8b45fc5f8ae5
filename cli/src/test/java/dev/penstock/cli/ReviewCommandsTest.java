package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Decisions about many dead letters, by people at this command line and by colleagues far from it.
class ReviewCommandsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GOOD = "{\"priority\":\"p1\",\"reason\":\"lost parcel\"}";

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void bury() {
        project = new TestProject(folder).endpoint("faulty").items(4);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
    }

    @Test
    void aFileThatIsNoExportIsRefusedRatherThanReadAsNoDecision() {
        var refused = project.penstock("dead-letters", "import", "items.jsonl");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("items.jsonl:1 deadLetter", "is missing", "dead-letters export");
    }

    @Test
    void asksForTheNumberBeforeItDecidesAboutMany() {
        var unconfirmed = project.penstock("dead-letters", "discard", "--run", "r");
        assertThat(unconfirmed.code()).isEqualTo(2);
        assertThat(unconfirmed.err()).contains("this would discard 4 dead letters", "--expect-count 4", "--dry-run");
        var other = project.penstock("dead-letters", "discard", "--all", "--expect-count", "14");
        assertThat(other.err()).contains("4 dead letters match, not 14", "nothing was changed");
        assertThat(project.penstock("dead-letters", "discard", "--all", "--dry-run").out())
                .isEqualTo("would be discarded 4 of 4; nothing was changed\n");
        assertThat(letters("open")).hasSize(4);

        assertThat(project.penstock("dead-letters", "discard", "--failure", "placeholder", "--expect-count", "4",
                "--reason", "spam").out()).isEqualTo("discarded 4 of 4\n");
        assertThat(letters("discarded")).hasSize(4);
        assertThat(project.penstock("dead-letters", "discard", "--all").err()).contains("no open dead letter matches");
    }

    @Test
    void takesTheTypedNumberOfAPersonForWhatCannotBeUndone() {
        project.interactive();

        assertThat(project.penstockReading("y\n", "dead-letters", "discard", "--all").err()).contains("Type the number",
                "not confirmed");
        assertThat(project.penstockReading("4\n", "dead-letters", "discard", "--all").code()).isZero();
        assertThat(letters("open")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"discard --reason placeholder --all", "discard --reason placeholder", "accept --run r x",
            "discard x --all", "accept --output {} --all", "discard", "accept dl_a dl_b --output {}"})
    void refusesWhatCouldMeanSomethingElse(String command) {
        var result = project.penstock(("dead-letters " + command).split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(letters("open")).hasSize(4);
    }

    @Test
    void acceptsManyOnlyIfTheirReplyPassesTodaysChecks() {
        var refused = project.penstock("dead-letters", "accept", "--all", "--expect-count", "4");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.out()).contains("accepted 0 of 4, skipped 4",
                "still placeholder by today's checks, such as dl_");
        var one = project.penstock("dead-letters", "accept", ids().getFirst(), "--recheck");
        assertThat(one.code()).isEqualTo(2);

        project.write("prompts/triage/task.yaml", project.read("prompts/triage/task.yaml")
                + "checks: { placeholders: off }\n");
        assertThat(project.penstock("dead-letters", "accept", ids().getFirst()).code()).as("by its run's checks")
                .isEqualTo(2);
        assertThat(project.penstock("dead-letters", "accept", "--all", "--dry-run", "--json").out())
                .startsWith("{\"action\":\"accepted\",\"done\":4,\"skipped\":0,\"dryRun\":true");
        assertThat(project.penstock("dead-letters", "accept", "--all", "--expect-count", "4", "--as", "bo").out())
                .contains("accepted 4 of 4", "penstock export r");

        assertThat(project.penstock("dead-letters", "log", "--json").out().lines().map(JSON::readTree)).hasSize(4)
                .allSatisfy(entry -> {
                    assertThat(entry.path("actor").asString()).isEqualTo("bo");
                    assertThat(entry.path("reason").asString()).isEqualTo("recheck");
                    assertThat(entry.path("before")).isEqualTo(entry.path("after"));
                    assertThat(entry.path("promptAfter")).isNotEqualTo(entry.path("promptBefore"));
                });
        project.penstock("export", "r");
        assertThat(project.read("out/r/accepted.jsonl").lines()).hasSize(4)
                .allMatch(line -> line.contains("\"recheck\""));
        assertThat(project.penstock("verify", "r").code()).isZero();
    }

    @Test
    void asksAgainWithTodaysPromptAcrossRunsAndKeepsBothVersions() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r2", "--quiet");
        project.endpoint("sim");
        assertThat(project.penstock("dead-letters", "retry", "--task", "triage", "--dry-run").out())
                .contains("would be asked again 8 of 8", "in 2 runs");
        assertThat(project.penstock("dead-letters", "retry", "--task", "triage").code()).isEqualTo(2);

        var retried = project.penstock("dead-letters", "retry", "--task", "triage", "--expect-count", "8", "--quiet");

        assertThat(retried.code()).isZero();
        assertThat(retried.out()).contains("r complete: 4 accepted", "r2 complete: 4 accepted");
        assertThat(project.penstock("dead-letters", "log", "--run", "r2", "--json").out().lines().map(JSON::readTree))
                .hasSize(4)
                .allSatisfy(entry -> {
                    assertThat(entry.path("action").asString()).isEqualTo("retry");
                    assertThat(entry.path("promptAfter")).isNotEqualTo(entry.path("promptBefore"));
                    assertThat(entry.path("promptAfter").asString()).startsWith("sha256:");
                });
        assertThat(project.penstock("verify", "r2").code()).isZero();
    }

    @Test
    void asksAgainForAllOfSeveralRunsAndRefusesUnknownOnesFirst() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r2", "--quiet");
        project.endpoint("sim");

        assertThat(project.penstock("retry", "r", "nope").err()).contains("there is no run 'nope'");
        assertThat(letters("open")).hasSize(8);
        assertThat(project.penstock("retry", "r", "r2", "--quiet", "--as", "bo").code()).isZero();
        assertThat(project.penstock("dead-letters", "log").out().lines().filter(line -> line.contains(" bo   retried")))
                .hasSize(8);
    }

    @Test
    void takesInWhatAColleagueDecidedInASpreadsheet() {
        var ids = ids();
        assertThat(project.penstock("dead-letters", "export", "--output", "ana.csv").out()).contains("4 dead letters");
        assertThat(project.penstock("dead-letters", "export", "--output", "ana.csv").err()).contains("exists already");
        assertThat(project.read("ana.csv")).startsWith(
                "deadLetter,task,run,id,version,reason,detail,evidence,input,reply,decision,output,note\r\n");
        project.write("ana.csv", "deadLetter;decision;output;note\r\n" + ids.get(0) + ";Edit;\""
                + GOOD.replace("\"", "\"\"") + "\";'=typo\r\n" + ids.get(1) + ";discard;;\r\n" + ids.get(2)
                + ";accept;;\r\n" + ids.get(3) + ";;;\r\n");

        var dry = project.penstock("dead-letters", "import", "ana.csv", "--dry-run");
        assertThat(dry.code()).isEqualTo(3);
        assertThat(letters("open")).hasSize(4);
        var first = project.penstock("dead-letters", "import", "ana.csv", "--as", "ana");
        assertThat(first.code()).isEqualTo(3);
        assertThat(first.out()).contains("ana.csv:4 " + ids.get(2) + " not accepted: placeholder", "edited 1",
                "discarded 1", "left open 1");
        assertThat(project.penstock("dead-letters", "show", ids.get(0), "--json").out())
                .contains("\"reason\":\"=typo\"");
        var again = project.penstock("dead-letters", "import", "ana.csv", "--as", "ana");
        assertThat(again.out()).contains("made before 2", "not accepted 1");
        assertThat(project.penstock("dead-letters", "log").out().lines().filter(line -> line.contains(" ana ")))
                .hasSize(2);

        project.write("bo.csv", "deadLetter,version,decision\n" + ids.get(0) + ",1,discard\n");
        var late = project.penstock("dead-letters", "import", "bo.csv", "--as", "bo");
        assertThat(late.code()).isEqualTo(3);
        assertThat(late.out()).contains("bo.csv:2 " + ids.get(0) + " not discarded: decided before: accepted by ana",
                "decided since, left alone 1");
    }

    @Test
    void takesInJsonLinesAndAsksAgainForWhatIsToBeRetried() {
        var rows = project.penstock("dead-letters", "export").out().lines().map(JSON::readTree).toList();
        assertThat(rows).hasSize(4).allSatisfy(row -> {
            assertThat(row.path("input").path("text").asString()).startsWith("ticket number");
            assertThat(JSON.readTree(row.path("reply").asString()).path("priority").isString()).isTrue();
            assertThat(row.path("evidence").path(0).path("path").asString()).startsWith("/");
            assertThat(row.path("decision").isNull()).isTrue();
        });
        project.write("back.jsonl", filled(rows.get(0), "retry", "null") + filled(rows.get(1), "edit", GOOD)
                + filled(rows.get(2), "discard", "null") + "\n");
        project.endpoint("sim");

        var result = project.penstock("dead-letters", "import", "back.jsonl");

        assertThat(result.code()).isEqualTo(3); // the run has one dead letter left
        assertThat(result.out()).contains("3 decisions: discarded 1 · edited 1 · to ask again 1", "2 accepted");
        assertThat(project.penstock("dead-letters", "import", "back.jsonl").out())
                .isEqualTo("3 decisions: made before 3\n");
        assertThat(project.penstock("dead-letters", "export", "--status", "any", "--audit").out())
                .contains("\"reviews\":[{\"actor\":\"ana\",\"action\":\"edit\"", "\"action\":\"retry\"");
        assertThat(
                project.penstock("dead-letters", "export", "--status", "accepted", "--audit", "--format", "csv").out())
                .contains("reviewedBy,reviewedAt,action,why,before,after", ",ana,", ",edit,");
    }

    @Test
    void namesEveryPlaceThatIsWrongInAFileAndChangesNothing() {
        var ids = ids();
        project.write("bad.csv", "deadLetter,decision,output,version\n" + ids.get(0) + ",edti,,\n" + ids.get(0)
                + ",edit,,\n" + ids.get(1) + ",discard,{},\n" + ids.get(2) + ",,{},\n,accept,,\n" + ids.get(3)
                + ",retry,,x\n");
        var result = project.penstock("dead-letters", "import", "bad.csv");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("bad.csv:2 decision", "did you mean edit?", "bad.csv:3 output",
                "bad.csv:4 output",
                "bad.csv:5 decision", "bad.csv:6 deadLetter", "bad.csv:7 version", "6 problems");

        project.write("bad.csv", "deadLetter,decision,output\n" + ids.get(0) + ",edit,{\n" + ids.get(1)
                + ",discard,\ndl_nope,discard,\n");
        assertThat(project.penstock("dead-letters", "import", "bad.csv").err()).contains("bad.csv:2 output",
                "is not JSON",
                "bad.csv:4 deadLetter", "there is no dead letter 'dl_nope' here");
        project.write("bad.csv", "id,what\n1,2\n");
        assertThat(project.penstock("dead-letters", "import", "bad.csv").err())
                .contains("the header has no column deadLetter, decision");
        project.write("bad.jsonl", "[]\n{\"deadLetter\":\"x\",\"decision\":[\"accept\"]}\nnope\n");
        assertThat(project.penstock("dead-letters", "import", "bad.jsonl").err()).contains("bad.jsonl:1",
                "unknown decision '[\"accept\"]'", "bad.jsonl:3");
        assertThat(project.penstock("dead-letters", "import", "nowhere.csv").err()).contains("cannot be read");
        assertThat(letters("open")).hasSize(4);
    }

    @Test
    void signsDecisionsWithANameOfOneLine() {
        var id = ids().getFirst();
        assertThat(project.penstock("dead-letters", "discard", id, "--as", "a\nb").err()).contains("--as",
                "one line of 1 to 100 characters");
        assertThat(project.penstock("dead-letters", "discard", id).code()).isZero();
        assertThat(project.penstock("dead-letters", "log", id).out()).contains("ana discarded");
        assertThat(project.penstock("dead-letters", "log", ids().getFirst()).out()).contains("waits for a decision");
    }

    private static String filled(JsonNode row, String decision, String output) {
        var copy = ((tools.jackson.databind.node.ObjectNode) row.deepCopy()).put("decision", decision);
        copy.set("output", JSON.readTree(output));
        return copy + "\n";
    }

    private List<String> ids() {
        return letters("open").stream().map(letter -> letter.path("deadLetter").asString()).toList();
    }

    private List<JsonNode> letters(String status) {
        return project.penstock("dead-letters", "list", "--json", "--status", status)
                .out()
                .lines()
                .map(JSON::readTree)
                .collect(Collectors.toList());
    }
}
