package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SamplesCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
    }

    @Test
    void keepsPromptReplyAndNumbersOfEveryItemWhenAskedForAll() {
        sampling("samples: { rate: 1 }");
        var report = run("r");

        assertThat(report.path("samples").asInt()).isEqualTo(20);
        var sample = samples().getLast();
        assertThat(sample.path("id").asString()).isNotEmpty();
        assertThat(sample.path("messages").get(0).path("text").asString())
                .isEqualTo("Triage: ticket number " + sample.path("id").asString() + " about a lost parcel");
        assertThat(sample.path("reply").asString()).contains("priority");
        assertThat(sample.path("verdict").asString()).isEqualTo("accepted");
        assertThat(sample.path("usage").path("input").asInt()).isPositive();
        assertThat(sample.path("stopReason").asString()).isEqualTo("end_turn");
        assertThat(sample.path("promptVersion").asString()).isEqualTo(report.path("promptVersion").asString());
        assertThat(project.penstock("samples", "show", sample.path("sample").asString()).out())
                .contains("user", "Triage: ticket number", "reply", "\"priority\"");
    }

    @Test
    void keepsNothingUnlessAsked() {
        assertThat(run("r").path("samples").asInt()).isZero();
        var list = project.penstock("samples", "list");
        assertThat(list.code()).isEqualTo(2);
        assertThat(list.err()).contains("no sample was kept in this project yet", "samples: { rate: 0.01 }");
    }

    @Test
    void theTaskWinsOverTheProjectAndTheVersionStaysTheSame() {
        var before = run("before").path("promptVersion").asString();
        sampling("samples: { rate: 0 }");
        project.write("prompts/triage/task.yaml",
                project.read("prompts/triage/task.yaml") + "samples: { rate: 1, max-per-day: 3 }\n");

        var report = run("after");

        assertThat(report.path("promptVersion").asString()).isEqualTo(before);
        assertThat(report.path("samples").asInt()).isEqualTo(3);
        assertThat(run("later").path("samples").asInt()).as("the day's share is used up").isZero();
    }

    @Test
    void showsTheWholeConversationOfAReplyThatNoRepairHealed() {
        sampling("samples: { rate: 1 }");
        project.endpoint("faulty").items(1);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r");

        var sample = samples().getFirst();

        assertThat(sample.path("verdict").asString()).isEqualTo("placeholder");
        assertThat(sample.path("attempt").asInt()).isEqualTo(2);
        assertThat(sample.path("messages").values().stream().map(message -> message.path("role").asString()))
                .containsExactly("user", "assistant", "user");
    }

    @Test
    void takesTheEndpointsKeyOutOfWhatItKeeps() {
        project.write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, api-key: sk-canary-4711 }
                samples: { rate: 1 }
                """);
        project.write("items.jsonl", "{\"id\":\"1\",\"text\":\"my key is sk-canary-4711, is that bad?\"}\n");
        run("r");

        assertThat(samples().getFirst().toString()).contains("my key is ***, is that bad?").doesNotContain("canary");
    }

    @Test
    void aBrokenStoreOfSamplesIsAWarningAndNothingElse() {
        sampling("samples: { rate: 1 }");
        project.write(".penstock/samples.db", "this is not a database ".repeat(500));

        var result = project.penstock("run", "triage", "--input", "items.jsonl");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("20 = 20 accepted");
        assertThat(result.err()).contains("warning: samples are not kept: ", "samples.db", "samples.store");
        assertThat(project.penstock("samples", "list").code()).isEqualTo(1);
    }

    @Test
    void keepsVerdictsAndSaysWhatTheyProve() {
        sampling("samples: { rate: 1 }");
        run("r");
        var ids = samples().stream().map(sample -> sample.path("sample").asString()).toList();

        assertThat(project.penstock("samples", "judge", ids.get(0), "bad", "--reason", "wrong", "--as", "bo").out())
                .isEqualTo(ids.get(0) + " judged bad\n");
        assertThat(project.penstock("samples", "judge", ids.get(0), "good").code()).isZero();
        for (var id : ids.subList(1, 20)) {
            project.penstock("samples", "judge", id, "good");
        }

        assertThat(project.penstock("report", "r").out())
                .contains("20 kept · 0 of 20 judged bad (95% upper bound 13.9%)");
        assertThat(project.penstock("samples", "list", "--unjudged", "--json").out()).isEmpty();
        assertThat(project.penstock("samples", "show", ids.get(0)).out()).contains("judged bad by bo", "wrong",
                "judged good by ana");
        assertThat(project.penstock("samples", "judge", "s_none", "good").err()).contains("no sample 's_none'");
        assertThat(project.penstock("samples", "judge", ids.get(0)).err()).contains("a verdict is missing");
    }

    @Test
    void walksThroughWhatNobodyJudged() {
        sampling("samples: { rate: 1 }");
        project.items(4);
        run("r");

        var walk = project.penstockReading("g\nhm\nb wrong order id\ns\n", "samples", "judge");

        assertThat(walk.out()).isEqualTo("2 judged now · 1 of 2 judged bad (95% upper bound 97.5%)\n");
        assertThat(walk.err()).contains("1 of 4", "4 of 4", "g good · b bad · s skip · q quit");
        assertThat(samples().stream().filter(one -> one.path("reason").asString("").equals("wrong order id")))
                .hasSize(1);
    }

    @Test
    void exportsWhatASpreadsheetCannotMistakeForAFormula() {
        sampling("samples: { rate: 1 }");
        project.write("prompts/triage/user.md", "{{ text }}");
        project.write("items.jsonl", "{\"id\":\"=1+1\",\"text\":\"=HYPERLINK(\\\"http://x\\\")\"}\n");
        run("r");

        assertThat(project.penstock("samples", "export", "--format", "csv", "--output", "s.csv").code()).isZero();
        assertThat(project.penstock("samples", "export", "--output", "s.csv").err()).contains("s.csv exists already");
        assertThat(project.read("s.csv")).contains(",\"'=1+1\",", ",\"'=HYPERLINK(\"\"http://x\"\")\",");
        assertThat(JSON.readTree(project.penstock("samples", "export").out()).path("id").asString())
                .isEqualTo("=1+1");
        assertThat(project.penstock("samples", "export", "--output", "no/such/s.csv").code()).isEqualTo(2);
    }

    private void sampling(String line) {
        project.write("penstock.yaml", project.read("penstock.yaml") + line + "\n");
    }

    private JsonNode run(String id) {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", id, "--quiet");
        return JSON.readTree(project.read("out/" + id + "/report.json"));
    }

    private List<JsonNode> samples() {
        return project.penstock("samples", "list", "--json").out().lines().map(JSON::readTree).toList();
    }
}
