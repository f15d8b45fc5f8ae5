package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.doctor.Diagnosis;
import dev.penstock.engine.doctor.Diagnosis.Grade;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
    private static final List<Diagnosis> FOUND = List.of(new Diagnosis(Grade.OK, "java", "version 25", ""),
            new Diagnosis(Grade.WARNING, "clock", "this machine is 250 s ahead of the server of claude",
                    "set the clock (NTP): waits until a given time go wrong, and TLS may"),
            new Diagnosis(Grade.OK, "task a-task-with-a-very-long-name-indeed", "claude-haiku-4-5 on claude", ""),
            new Diagnosis(Grade.PROBLEM, "endpoint claude", "has no model claude-haiku-45\u001b[31m",
                    "did you mean claude-haiku-4-5?"));

    @TempDir
    private Path folder;

    @Test
    void showsEachFindingWithItsFix() {
        Golden.assertMatches("doctor-80", DoctorScreen.render(FOUND, 80, Palette.PLAIN));
        Golden.assertMatches("doctor-json", List.of(DoctorScreen.json(FOUND).toString()));
    }

    @Test
    void endsWithZeroOnlyWhenNothingStopsARun() {
        var project = new TestProject(folder);

        var healthy = project.penstock("doctor");
        project.write("penstock.yaml", "endpoints: { sim: { provider: simulator, scenario: gone.yaml } }");
        var sick = project.penstock("doctor", "--json");

        assertThat(healthy.code()).as(healthy.out()).isZero();
        assertThat(healthy.out()).contains("✓ task triage", "Nothing stops a run");
        assertThat(sick.code()).isEqualTo(2);
        assertThat(new JsonMapper().readTree(sick.out()).path("problems").asInt()).isEqualTo(1);
        assertThat(project.penstock("doctor", "--project", "elsewhere").out()).contains("no penstock.yaml in ");
    }
}
