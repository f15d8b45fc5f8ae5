package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Project;
import dev.penstock.server.PenstockServer;
import dev.penstock.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A run handed to a server, from a folder that is no project.
class RunViaTest {
    private static final JsonMapper JSON = new JsonMapper();
    /// Every way a row can go wrong, and good ones between.
    private static final String ROWS = """
            id,text
            1,a plain row
            ,a row without an id
            3,"a row, over
            three
            lines"
            4
            5,one,field too many

            1,an id that was used before
            "%s",an id that is too long
            7,"a quote, ""quoted"", and an umlaut: ä"
            8,"a quote that is never closed
            9,and takes the rest with it
            """.formatted("x".repeat(300));

    @TempDir
    Path folder;

    private TestProject served;
    private TestProject elsewhere;
    private Telemetry telemetry;
    private PenstockServer server;

    @BeforeEach
    void serve() throws IOException {
        served = new TestProject(Files.createDirectories(folder.resolve("served")));
        elsewhere = new TestProject(Files.createDirectories(folder.resolve("elsewhere")));
        telemetry = Telemetry.ofServer(_ -> null, "test");
        server = PenstockServer.start(Project.open(served.folder(), _ -> null),
                new PenstockServer.Settings("127.0.0.1", 0, "tester", "test", telemetry, _ -> {}));
    }

    @AfterEach
    void stop() {
        server.close();
        telemetry.close();
    }

    private TestProject.Result via(String... more) {
        var arguments = new ArrayList<>(List.of("run", "triage", "--via", server.uri().toString()));
        arguments.addAll(List.of(more));
        return elsewhere.penstock(arguments.toArray(String[]::new));
    }

    @Test
    void aCsvFileIsReadAsARunHereReadsIt() {
        elsewhere.write("rows.csv", ROWS);
        var here = elsewhere.penstock("run", "triage", "--input", "rows.csv", "--run-id", "here", "--output", "here");
        var there = via("--input", "rows.csv", "--run-id", "there", "--output", "there");

        assertThat(there.code()).as(there.err()).isEqualTo(here.code()).isEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(column("there/accepted.jsonl", "id")).hasSize(4)
                .isEqualTo(column("here/accepted.jsonl", "id"));
        for (var name : List.of("id", "reason", "input", "evidence")) {
            assertThat(column("there/dead-letters.jsonl", name)).as(name)
                    .hasSize(5)
                    .isEqualTo(column("here/dead-letters.jsonl", name));
        }
        assertThat(column("there/dead-letters.jsonl", "detail")).contains(
                "\"rows.csv:7: the record has 1 fields; the header has 2\"",
                "\"rows.csv:8: the record has 3 fields; the header has 2\"");
    }

    /// Where the upload is kept is the one thing that may differ.
    private List<String> column(String file, String name) {
        return elsewhere.read(file)
                .lines()
                .map(line -> field(line, name).toString().replace("there.jsonl:", "rows.csv:"))
                .toList();
    }

    private static JsonNode field(String line, String name) {
        return JSON.readTree(line).path(name);
    }

    @Test
    void theResultsThatAreFetchedAreThoseTheServerWrote() throws IOException {
        elsewhere.write("mixed.jsonl", elsewhere.read("items.jsonl") + "no json\n{\"id\":\"none\"}\n");
        var run = via("--input", "mixed.jsonl", "--run-id", "r1", "--output", "results");

        assertThat(run.code()).isEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(run.out()).contains("At        " + server.uri() + "/v1/runs/r1",
                "Outputs   " + elsewhere.folder().resolve("results") + "   accepted.jsonl 20 · dead-letters.jsonl 2");
        for (var file : List.of("accepted.jsonl", "dead-letters.jsonl", "report.json")) {
            assertThat(elsewhere.read("results/" + file)).as(file).isEqualTo(served.read("out/r1/" + file));
        }
        try (var left = Files.list(elsewhere.folder().resolve("results"))) {
            assertThat(left).hasSize(3);
        }
    }

    @Test
    void theSameCommandComesBackToItsRun() {
        var first = via("--input", "items.jsonl", "--run-id", "r1", "--quiet");
        var again = via("--input", "items.jsonl", "--run-id", "r1", "--output", "results");

        assertThat(first.lastLine()).startsWith("r1 complete: 20 accepted");
        assertThat(again.code()).isEqualTo(ExitCode.ACCEPTED);
        assertThat(again.err()).contains("r1 is complete: nothing is left to send");
        assertThat(elsewhere.read("results/accepted.jsonl").lines()).hasSize(20);
    }

    @Test
    void aRunThatHaltsSaysHowItGoesOnAndDoesSo() {
        elsewhere.items(200);
        var halted = via("--input", "items.jsonl", "--run-id", "r1", "--budget", "0.002");
        var input = elsewhere.folder().resolve("items.jsonl");

        assertThat(halted.code()).isEqualTo(ExitCode.HALTED);
        assertThat(halted.out()).contains("Next      resume with: penstock run triage --input " + input
                + " --run-id r1 --via " + server.uri() + " --budget USD");
        assertThat(via("--input", "items.jsonl", "--run-id", "r1", "--budget", "10").code())
                .isEqualTo(ExitCode.ACCEPTED);
    }

    @Test
    void onlySoManyRowsAreReadAsAreWanted() {
        elsewhere.write("rows.csv", ROWS);
        var run = via("--input", "rows.csv", "--limit", "3", "--quiet");

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ACCEPTED);
        assertThat(run.lastLine()).contains("3 accepted, 0 dead-lettered");
    }

    @Test
    void whatCannotBecomeARunIsSaidBeforeAnythingIsSent() {
        elsewhere.write("twice.csv", "id,text,text\n1,a,b\n");
        elsewhere.write("header.csv", "id,text\n");
        elsewhere.write("blocked", "a file");

        assertThat(via("--input", "twice.csv").err()).contains("two columns named 'text'");
        assertThat(via("--input", "header.csv").err()).contains("header.csv holds no record");
        assertThat(via("--input", "none.csv").err()).contains("none.csv is not a readable file");
        var blocked = via("--input", "items.jsonl", "--output", "blocked");
        assertThat(blocked.code()).isEqualTo(ExitCode.USAGE);
        assertThat(blocked.err()).contains("blocked cannot be written to");
        assertThat(served.penstock("runs").out()).doesNotContain("triage");
    }
}
