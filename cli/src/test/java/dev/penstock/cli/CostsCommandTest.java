package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class CostsCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void run() {
        project = new TestProject(folder);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "good", "--quiet");
        project.endpoint("faulty").items(4);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "bad", "--quiet");
    }

    @Test
    void addsUpToWhatTheRunsReport() {
        var total = JSON.readTree(project.penstock("costs", "--json").out()).path("total");
        var runs = project.penstock("runs", "--json")
                .out()
                .lines()
                .map(line -> JSON.readTree(line).path("cost").path("usd").asString())
                .map(java.math.BigDecimal::new)
                .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add);

        assertThat(new java.math.BigDecimal(total.path("usd").asString())).isEqualByComparingTo(runs);
        assertThat(total.path("calls").asInt()).isEqualTo(28);
        assertThat(total.path("accepted").asInt()).isEqualTo(20);
    }

    @Test
    void showsATableWithATotal() {
        assertThat(project.penstock("costs", "--by", "endpoint").out().lines().map(String::strip))
                .anySatisfy(line -> assertThat(line).startsWith("ENDPOINT").endsWith("PER 1K OK"))
                .anySatisfy(line -> assertThat(line).startsWith("sim").contains(" 20 "))
                .anySatisfy(
                        line -> assertThat(line).startsWith("faulty").contains(" 8 ", "100.0%", " - ").endsWith("SIM"))
                .anySatisfy(line -> assertThat(line).startsWith("total").contains(" 28 "));
        assertThat(project.penstock("costs", "--since", "2099-01-01").out())
                .isEqualTo("Nothing was sent in that time.\n");
    }

    @Test
    void writesExactAmountsForSpreadsheets() {
        var csv = project.penstock("costs", "--by", "task,purpose", "--csv").out().lines().toList();

        assertThat(csv.getFirst()).startsWith("task,purpose,calls,accepted,inputTokens,outputTokens,");
        assertThat(csv).hasSize(4).anySatisfy(line -> assertThat(line).startsWith("triage,useful,20,20,"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(project.penstock("costs", "--by", "run").err()).contains("--by", "task", "model", "day");
        assertThat(project.penstock("costs", "--by", "task,task").err()).contains("names something twice");
        assertThat(project.penstock("costs", "--since", "yesterday").err())
                .contains("'yesterday' is not a day such as 2026-11-30");
        assertThat(project.penstock("costs", "--since", "2026-02-02", "--until", "2026-02-01").err())
                .contains("--until 2026-02-01 is before --since 2026-02-02");
        assertThat(project.penstock("costs", "--json", "--csv").code()).isEqualTo(2);
    }
}
