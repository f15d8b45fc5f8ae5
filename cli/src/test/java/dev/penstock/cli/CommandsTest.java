package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
    }

    @Test
    void runsATaskAndSaysWhereTheOutputsAreAndWhatToTypeNext() {
        var result = project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "first");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("20 = 20 accepted", "✓ accounted for", "SIMULATED", "exit 0",
                folder.resolve("out/first").toString(), "penstock verify first");
        assertThat(project.read("out/first/accepted.jsonl").lines()).hasSize(20);
        assertThat(project.penstock("verify", "first")).extracting(TestProject.Result::code).isEqualTo(0);
        assertThat(project.penstock("runs").out()).contains("first", "triage", "complete");
    }

    @Test
    void aQuoteThatIsNeverClosedIsADeadLetterThatNamesItsLineAndNoItemVanishes() {
        project.write("items.csv", "id,text\n1,first parcel\n\n2,\"second, with a quote\n3,third\n4,fourth\n");

        assertThat(project.penstock("run", "triage", "--input", "items.csv", "--run-id", "q").code()).isEqualTo(3);
        assertThat(project.read("out/q/accepted.jsonl").lines()).hasSize(1);
        assertThat(JSON.readTree(project.read("out/q/dead-letters.jsonl")).path("detail").asString())
                .isEqualTo("items.csv:4: a quote opens in this record and is never closed, "
                        + "so everything behind it was taken for its text");
        assertThat(project.penstock("verify", "q").code()).isZero();
    }

    @Test
    void anEndlessQuoteInALargeFileIsADeadLetterToo() {
        project.write("items.csv", "id,text\n1,\"endless\n" + "2,a text of some length\n".repeat(800_000));

        assertThat(project.penstock("run", "triage", "--input", "items.csv", "--run-id", "q").code()).isEqualTo(3);
        assertThat(project.read("out/q/dead-letters.jsonl")).contains("items.csv:2: a quote opens");
    }

    @Test
    void twoColumnsOfOneNameAreRefusedBecauseOneWouldVanish() {
        project.write("items.csv", "id,text,text,,\n1,a,b,,\n");

        var refused = project.penstock("run", "triage", "--input", "items.csv", "--run-id", "two");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("items.csv has two columns named 'text'", "nothing was started");
        assertThat(project.penstock("runs").out()).doesNotContain("two");
    }

    @Test
    void anInputWithoutARecordStartsNothing() {
        project.write("header.csv", "id,text\n").write("blank.jsonl", "\n\n").write("nothing.jsonl", "");

        for (var input : List.of("header.csv", "blank.jsonl", "nothing.jsonl")) {
            var refused = project.penstock("run", "triage", "--input", input, "--run-id", "none");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains(input);
        }
        assertThat(project.penstock("runs").out()).doesNotContain("none");
    }

    @Test
    void aRetryOfARunWithoutDeadLettersSaysThatNothingWasAsked() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "good", "--quiet");

        assertThat(project.penstock("retry", "good").err())
                .contains("no dead letter of good waits for an answer: nothing was asked again");
    }

    @Test
    void anEndpointThatIsSetUpWrongDoesNotEndTheLintOfOtherTasks() {
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator }
                  own: { provider: openai, dialect: vllm }
                """);
        for (var file : List.of("task.yaml", "user.md", "schema.json")) {
            project.write("prompts/alone/" + file,
                    project.read("prompts/triage/" + file).replace("endpoint: sim", "endpoint: own"));
        }

        var lint = project.penstock("prompts", "lint");

        assertThat(lint.code()).isEqualTo(2);
        assertThat(lint.err()).contains("base-url");
        assertThat(lint.out()).contains("triage: ok");
    }

    @Test
    void aFolderWhoseNameIsNoTasksIsNamedRatherThanOverlooked() {
        project.write("prompts/My_Task/user.md", "x");

        assertThat(project.penstock("prompts", "lint").err()).contains("warning: is not the name of a task",
                "prompts/My_Task", "rename the folder");
        assertThat(project.penstock("run", "My_Task", "--input", "items.jsonl").err())
                .contains("error: is not the name of a task", "prompts/My_Task");
        assertThat(project.penstock("doctor", "--local").out()).contains("prompts/My_Task is not the name of a task");
    }

    @Test
    void aReasonThatDoesNotExistIsAnErrorAndNotAnEmptyList() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--quiet");

        var refused = project.penstock("dead-letters", "list", "--failure", "schema_mismatch");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("there is no reason 'schema_mismatch'", "did you mean schema-mismatch?");
    }

    @Test
    void writesOnlyJsonToStandardOutputWhenAskedAndTheReportLast() {
        var result = project.penstock("run", "triage", "--input", "items.jsonl", "--json");

        assertThat(result.out().lines()).allSatisfy(line -> assertThat(JSON.readTree(line).isObject()).isTrue());
        assertThat(JSON.readTree(result.lastLine()).path("items").path("accepted").asInt()).isEqualTo(20);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void tellsEachDeadLetterOnceInTheEvents() {
        project.endpoint("faulty").items(3).write("items.jsonl", project.read("items.jsonl") + "no json\n");

        var events = project.penstock("run", "triage", "--input", "items.jsonl", "--json", "--run-id", "e")
                .out()
                .lines()
                .map(JSON::readTree)
                .filter(event -> event.path("event").asString("").equals("dead-letter"))
                .toList();

        assertThat(events).extracting(event -> event.path("id").asString())
                .containsExactlyInAnyOrder("0", "1", "2", "line-4");
        assertThat(events).extracting(event -> event.path("reason").asString()).contains("placeholder", "bad-input");
        assertThat(project.penstock("dead-letters", "show", events.getFirst().path("deadLetter").asString()).code())
                .isZero();
        assertThat(project.penstock("resume", "e", "--json").out()).doesNotContain("\"event\":\"dead-letter\"");
    }

    @Test
    void printsOneLineWhenQuiet() {
        var result = project.penstock("run", "triage", "--input", "items.jsonl", "--quiet", "--run-id", "q");

        assertThat(result.out()).startsWith("q complete: 20 accepted, 0 dead-lettered").hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void readsItemsFromStandardInput() {
        var result = project.penstockReading("{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\",\"text\":\"two\"}\n",
                "run", "triage",
                "--input", "-", "--run-id", "piped");

        assertThat(result.code()).isZero();
        assertThat(project.read("out/piped/accepted.jsonl").lines()).hasSize(2);
    }

    @Test
    void letsAPersonJudgeDeadLettersAndExportsWhatTheyAccepted() {
        project.endpoint("faulty").items(3);

        assertThat(project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r").code()).isEqualTo(3);
        var list = project.penstock("dead-letters", "list", "--run", "r", "--json")
                .out()
                .lines()
                .map(JSON::readTree)
                .toList();
        assertThat(list).hasSize(3)
                .allSatisfy(one -> assertThat(one.path("reason").asString()).isEqualTo("placeholder"));
        var ids = list.stream().map(one -> one.path("deadLetter").asString()).toList();

        var show = project.penstock("dead-letters", "show", "r", "--prompt");
        assertThat(show.out()).contains("Input", "Reply", "ticket number", "Triage: ticket number",
                "2 more of this run");
        assertThat(JSON.readTree(project.penstock("dead-letters", "show", ids.get(0), "--json").out()).path("attempts"))
                .isNotEmpty();

        var refused = project.penstock("dead-letters", "accept", ids.get(0));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).startsWith("error: " + ids.get(0) + " cannot be accepted so: placeholder");
        assertThat(project.penstock("dead-letters", "accept", ids.get(0), "--output",
                "{\"priority\":\"p1\",\"reason\":\"lost parcel\"}").out()).contains("accepted, corrected");
        assertThat(project.penstock("dead-letters", "discard", ids.get(1), "--reason", "duplicate").code()).isZero();
        assertThat(project.penstock("dead-letters", "discard", ids.get(1)).err()).contains("decided before: discarded");

        assertThat(project.penstock("export", "r").out().strip()).isEqualTo(folder.resolve("out/r").toString());
        assertThat(project.read("out/r/accepted.jsonl")).contains("lost parcel", "corrected");
        var report = JSON.readTree(project.penstock("report", "r", "--json").out()).path("items");
        assertThat(report.toString())
                .isEqualTo("{\"total\":3,\"accepted\":1,\"deadLettered\":1,\"discarded\":1,\"pending\":0}");

        project.endpoint("sim");
        assertThat(project.penstock("dead-letters", "retry", ids.get(2)).out())
                .contains("2 accepted + 0 dead-lettered");
        assertThat(project.penstock("verify", "r").out()).contains("✓ verified");
    }

    @Test
    void listsChecksAndRendersPrompts() {
        assertThat(project.penstock("prompts", "list").out()).contains("triage", "sim", "claude-haiku-4-5",
                "json-schema");
        assertThat(project.penstock("prompts", "lint").code()).isZero();
        var rendered = project.penstock("prompts", "render", "triage", "--input", "items.jsonl", "--id", "7");
        assertThat(rendered.out()).contains("--- user ---", "Triage: ticket number 7 about a lost parcel",
                "--- output schema");
        assertThat(project.penstock("prompts", "render", "triage", "--input", "items.jsonl", "--id", "x").err())
                .contains("has no item 'x'");

        project.write("prompts/triage/user.md", "Dear {customer_name}: {{ text }}");
        var lint = project.penstock("prompts", "lint", "triage");
        assertThat(lint.code()).isEqualTo(2);
        assertThat(lint.err()).contains("error:", "  --> ", "user.md", "{customer_name}");
    }

    @Test
    void namesEveryProblemOfTheSettingsInOneGo() {
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, limits: { concurency: 8 } }
                  claude: { provider: antropic }
                """);

        var result = project.penstock("run", "triage", "--input", "items.jsonl");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("error: ", "penstock.yaml:2 endpoints.sim.limits.concurency", "concurrency",
                "penstock.yaml:3", "anthropic", "nothing was started");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "rnu triage | unknown command 'rnu' | did you mean",
            "run triage --inptu x | unknown option '--inptu' | did you mean",
            "run | missing required | see: penstock run --help",
            "run triage --input items.jsonl --budget lots | 'lots' is not an amount of dollars | nothing was started",
            "run triage --input items.jsonl --limit 1.5 | '1.5' is not a whole number | nothing was started",
            "run nope --input items.jsonl | nope | triage",
            "run triage --input nowhere.jsonl | does not exist | --input",
            "run triage --input items.jsonl --mode fast | mode fast is unknown | allowed: sync, batch, auto",
            "worker triage | penstock worker is not available yet | available: demo",
            "plan triage | missing required | see: penstock plan --help",
            "prompts test x | penstock prompts test is not available yet | list, lint, render",
            "dead-letters list --status lost | 'lost' | open, accepted, discarded, retried, any",
            "dead-letters retry | give either ids, or a filter | nothing was started",
            "verify r --books nonsense | 'nonsense' is not an address | http://",
            "simulate --scenario nope | there is no scenario 'nope' | bad-night",
            "report | missing required | nothing was started"})
    void saysWhatIsWrongWithTheArgumentsAndExitsWith2(String command, String what, String more) {
        var result = project.penstock(command.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: ")
                .contains(what)
                .contains(more)
                .doesNotContain("Exception", "picocli");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void namesTheRunsThereAreWhenOneIsUnknown() {
        assertThat(project.penstock("report", "r_nope").err()).contains("no run was started in this project yet");
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "mine");

        assertThat(project.penstock("report", "r_nope").err()).contains("there is no run 'r_nope'", "mine");
        assertThat(project.penstock("dead-letters", "show", "dl_nope").err())
                .contains("there is no dead letter 'dl_nope'");
        assertThat(project.penstock("dead-letters", "show", "mine").err()).contains("has no open dead letter");
        assertThat(project.penstock("dead-letters", "list", "r_nope").code()).isEqualTo(2);
    }

    @Test
    void opensAProjectFromAnotherFolder() throws Exception {
        var elsewhere = Files.createDirectories(folder.resolve("else where"));
        Files.writeString(elsewhere.resolve("two.jsonl"), "{\"id\":\"1\",\"text\":\"x\"}\n");
        var result = new TestProject(folder).penstock("--project", folder.toString(), "run", "triage", "--input",
                elsewhere.resolve("two.jsonl").toString(), "--output", elsewhere.resolve("results").toString());

        assertThat(result.code()).isZero();
        assertThat(elsewhere.resolve("results/report.json")).exists();
    }

    @Test
    void showsAnOverviewWithoutArgumentsAndExitCodesInTheHelp() {
        assertThat(project.penstock().out()).contains("penstock demo", "penstock run TASK --input");
        assertThat(project.penstock("--help").out()).contains("dead-letters", "Exit codes", "130, 143")
                .doesNotContain("worker");
        assertThat(project.penstock("run", "--help").out()).contains("--budget", "Exit codes: 0 every item accepted");
        assertThat(project.penstock("--version").out()).startsWith("penstock ");
    }

    @Test
    void obeysNoControlThatARecordOrAReplyHolds() {
        var hostile = JSON
                .writeValueAsString(JSON.createObjectNode().put("id", "h").put("text", "a\u001b]0;x\u0007\u202e"));
        project.endpoint("faulty").write("items.jsonl", hostile + "\nnot json \u001b[2J\n");
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "h");

        var shown = project.penstock("dead-letters", "list", "h").out()
                + project.penstock("dead-letters", "show", "h").out()
                + project.penstock("prompts", "render", "triage", "--input", "items.jsonl").out();

        assertThat(shown).contains("⟨U+001B⟩").doesNotContain("\u001b", "\u0007", "\u202e");
    }
}
