package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AuditCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder);
        project.write("shipped/answers.jsonl", """
                {"id":"a","ticket":"lost","output":{"priority":"p1","reason":"the parcel is lost"}}
                {"id":"b","ticket":"late","output":"{\\"priority\\":\\"p9\\",\\"reason\\":\\"late\\"}"}
                {"id":"c","ticket":"cold","output":"{\\"priority\\":\\"p1\\",\\"reason\\":\\"N/A\\"}"}
                """);
    }

    @Test
    void needsNoProject() {
        var elsewhere = folder.resolve("shipped").toString();

        var result = project.penstock("audit", "shipped/answers.jsonl", "--project", elsewhere);

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("  1 of 3 rows you shipped is a placeholder.");
        assertThat(result.err()).isEmpty();
        assertThat(folder.resolve(".penstock")).doesNotExist();
    }

    @Test
    void readsStandardInputAndSaysWhichLanguageWasAsked() {
        var rows = "{\"output\":\"The parcel is lost.\"}\n{\"output\":\"N/A\"}\n";

        var result = project.penstockReading(rows, "audit", "-", "--language", "en");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).contains("1 of 2 rows", "File      -", "placeholders, language en",
                "penstock audit - --language en");
        assertThat(project.penstockReading("", "audit", "-").err())
                .contains("nothing came through standard input");
    }

    @Test
    void namesTheSchemaThatDoesNotLoad() {
        project.write("broken.json", "{\"$ref\":\"#/nowhere\"}");

        assertThat(project.penstock("audit", "shipped/answers.jsonl", "--schema", "broken.json").err())
                .contains("broken.json: the schema does not load");
    }

    @Test
    void callsATextThatIsTooLongTooLong() {
        project.write("long.jsonl", "{\"output\":\"" + "word ".repeat(220_000) + "\"}\n");

        assertThat(project.penstock("audit", "long.jsonl").out()).contains("too long to be checked")
                .doesNotContain("not JSON");
    }

    @Test
    void holdsOutputsAgainstATaskOrASchema() {
        var byTask = project.penstock("audit", "shipped/answers.jsonl", "--task", "triage", "--json");
        var bySchema = project.penstock("audit", "shipped/answers.jsonl", "--schema", "prompts/triage/schema.json",
                "--json");

        assertThat(byTask.code()).isEqualTo(3);
        var report = JSON.readTree(byTask.out());
        assertThat(report.path("reasons").toString()).startsWith("{\"placeholder\":{\"rows\":1,\"share\":0.333333");
        assertThat(report.path("reasons").path("schema-mismatch").path("rows").asInt()).isEqualTo(1);
        assertThat(JSON.readTree(bySchema.out()).path("reasons")).isEqualTo(report.path("reasons"));
    }

    @Test
    void namesTheLanguageOfAnswersInAnotherOne() {
        project.write("spanish.jsonl", """
                {"output":"El cliente pregunta dónde está su pedido y quiere que se lo envíen de nuevo hoy mismo."}
                {"output":"The customer asks where the order is and wants to have it sent again today."}
                """);

        var result = project.penstock("audit", "spanish.jsonl", "--language", "en");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out()).startsWith("  1 of 2 rows you shipped is Spanish.");
    }

    @Test
    void writesEveryFindingAndNeverOverTheAuditedFile() {
        var result = project.penstock("audit", "shipped/answers.jsonl", "--task", "triage", "--examples", "0",
                "--output", "found.jsonl");

        assertThat(result.code()).isEqualTo(3);
        assertThat(project.read("found.jsonl").lines().map(JSON::readTree))
                .extracting(line -> line.path("id").asString() + " " + line.path("grade").asString() + " "
                        + line.path("reason").asString())
                .containsExactly("b bad schema-mismatch", "c bad placeholder");
        assertThat(project.penstock("audit", "shipped/answers.jsonl", "--output", "shipped/answers.jsonl").err())
                .contains("is the audited file");
        assertThat(project.read("shipped/answers.jsonl")).hasLineCount(3);
        assertThat(Files.exists(folder.resolve("found.jsonl.tmp"))).isFalse();
    }

    @Test
    void endsWithZeroWhenAllIsWell() {
        project.write("good.csv", "question,answer\nwhat?,a fine answer\n");

        assertThat(project.penstock("audit", "good.csv").code()).isZero();
    }

    @Test
    void leavesNoFileBehindWhenItCannotStart() {
        var result = project.penstock("audit", "shipped/answers.jsonl", "--output-field", "nope", "--output",
                "f.jsonl");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: no row has the field 'nope' (--output-field)")
                .contains("fields there: id, ticket, output");
        assertThat(folder.resolve("f.jsonl")).doesNotExist();
        assertThat(folder.resolve("f.jsonl.tmp")).doesNotExist();
    }
}
