package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    @TempDir
    private Path folder;

    @Test
    void anEngineErasesWhatIsTooOldAndKeepsTheNumbers() throws SQLException {
        var project = new TestProject(folder).items(5);
        project.write("penstock.yaml", project.read("penstock.yaml")
                + "store: { retention: 1ms }\nsamples: { rate: 1, retention: 1ms }\n");
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "old", "--quiet");

        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "new", "--quiet");

        assertThat(count("penstock.db", "reply p JOIN attempt a ON a.id = p.attempt JOIN run r ON r.key = a.run"
                + " WHERE r.id = 'old'")).isZero();
        assertThat(count("samples.db", "sample_text t JOIN sample s ON s.key = t.sample WHERE s.run = 'old'")).isZero();
        assertThat(project.penstock("verify", "old").out()).contains("✓ verified");
        assertThat(project.penstock("report", "old").out()).contains("5 = 5 accepted", "5 kept");
    }

    private int count(String file, String from) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".penstock").resolve(file));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
            return rows.getInt(1);
        }
    }
}
