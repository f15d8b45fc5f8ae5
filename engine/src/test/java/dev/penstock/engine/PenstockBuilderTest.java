package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.penstock.settings.SettingsException;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Penstock without files.
class PenstockBuilderTest {
    enum Priority {
        @JsonProperty("p1")
        HIGH, @JsonProperty("p2")
        LOW
    }

    record Step(String action, int minutes) {}

    record Plan(@JsonPropertyDescription("how urgent it is") Priority priority, List<Step> steps, boolean safe,
            BigDecimal cost, LocalDate due, Optional<String> note, @Nullable String owner,
            @JsonProperty("order_id") String orderId) {}

    record Loop(String name, List<Loop> inside) {}

    record Open(Map<String, String> anything) {}

    @TempDir
    Path folder;

    @Test
    void generatesWithoutAnyFileAndMapsTheOutputToTheRecordItsSchemaCameFrom() throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0);
                var penstock = builder(simulator).temporaryStore().build()) {
            var outcome = penstock.task("plan").generate(Map.of("ticket", "It is on fire"));

            var plan = ((Outcome.Accepted) outcome).as(Plan.class);
            assertThat(plan.priority()).isIn(Priority.HIGH, Priority.LOW);
            assertThat(plan.orderId()).isNotEmpty();
            assertThat(simulator.books().totals().calls()).isEqualTo(1);
        }
    }

    @Test
    void aStoreThatIsAFileOutlivesTheProgram() throws Exception {
        var store = folder.resolve("data/penstock.db");
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            try (var penstock = builder(simulator).store(store).build()) {
                penstock.task("plan").generate("p-1", Map.of("ticket", "It is on fire"));
            }
            try (var penstock = builder(simulator).store(store).build()) {
                assertThat(penstock.outcome("p-1")).containsInstanceOf(Outcome.Accepted.class);
            }
            assertThat(simulator.books().totals().calls()).isEqualTo(1);
        }
    }

    @Test
    void aTemporaryStoreLeavesNothingBehind() throws Exception {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            var penstock = builder(simulator).temporaryStore().build();
            var directory = penstock.directory();
            assertThat(directory.resolve("penstock.db")).exists();

            penstock.close();
            penstock.close();

            assertThat(directory).doesNotExist();
        }
    }

    @Test
    void runsOverAFileBesideItsStore() throws Exception {
        var input = Files.writeString(folder.resolve("in.jsonl"), "{\"id\":\"a\",\"ticket\":\"one\"}\n");
        try (var simulator = Simulator.start(Scenario.clean(), 0);
                var penstock = builder(simulator).store(folder.resolve("penstock.db")).build()) {
            var run = penstock.run("plan", input);

            assertThat(run.await().report().path("items").path("accepted").asInt()).isEqualTo(1);
            assertThat(run.outputDir()).startsWith(folder.resolve("out"));
        }
    }

    @Test
    void everythingThatIsMissingIsSaidAtOnce() {
        assertThatThrownBy(() -> Penstock.builder().endpoint("claude", claude -> claude.anthropic(null)).build())
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        """
                                Penstock.builder().endpoint("claude") apiKey: is null or blank; is the environment variable it comes \
                                from set?
                                Penstock.builder() task: is missing; name one, such as .task("triage", ...)
                                Penstock.builder() store: is missing; name a file with .store(path), or .temporaryStore() where \
                                nobody will ask what happened""");
    }

    @Test
    void mistakesAreNamedByTheMethodsTheyWereGivenTo() {
        assertThatThrownBy(() -> Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("sk-secret")
                        .concurrency(0)
                        .baseUrl(URI.create("http://example.com")))
                .task("plan", task -> task.model("claude-haiku-4-5").user("{{ ticket }}"))
                .budgetUsd("-1")
                .setting("budgets.run", 3)
                .temporaryStore()
                .build()).isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "Penstock.builder().endpoint(\"claude\") concurrency: must be a whole number from 1 to 100000, was '0'")
                .hasMessageContaining("Penstock.builder().endpoint(\"claude\") baseUrl: must be https")
                .hasMessageContaining("Penstock.builder() budgetUsd: must be a decimal number of at least 0, was '-1'")
                .hasMessageContaining("Penstock.builder() budgets: unknown key; did you mean budget?")
                .hasMessageNotContaining("sk-secret")
                .hasMessageNotContaining("penstock.yaml");
    }

    @Test
    void mistakesInTasksAreNamedByTheMethodsTheyWereGivenTo() {
        assertThatThrownBy(() -> Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("sk-secret"))
                .task("plan", task -> task.endpoint("claud")
                        .model("claude-haiku-4-5")
                        .maxOutputTokens(0)
                        .user("Dear [NAME],\n{{ ticket")
                        .schema("[]")
                        .setting("checks.language", "xx"))
                .temporaryStore()
                .build()).isInstanceOf(SettingsException.class)
                .hasMessageContaining("Penstock.builder().task(\"plan\") maxOutputTokens: must be a whole number")
                .hasMessageContaining("Penstock.builder().task(\"plan\") checks.language: must be a language code")
                .hasMessageContaining("Penstock.builder().task(\"plan\").user(...):2: the template does not compile")
                .hasMessageContaining(
                        "Penstock.builder().task(\"plan\").schema(...):1: the schema must be a JSON object")
                .hasMessageNotContaining("prompts/");
    }

    @Test
    void anEndpointThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("sk-secret"))
                .task("plan", task -> task.endpoint("claud")
                        .model("claude-haiku-4-5")
                        .maxOutputTokens(9)
                        .user("{{ ticket }}"))
                .temporaryStore()
                .build()).hasMessage("Penstock.builder().task(\"plan\") endpoint: there is no endpoint 'claud' in this "
                        + "builder; endpoints there: claude");
    }

    @Test
    void aRecordsSchemaSaysWhatMustBeThereAndInWhichOrder() {
        assertThat(RecordSchema.of(Plan.class)).hasToString("""
                {"type":"object","properties":{\
                "priority":{"type":"string","enum":["p1","p2"],"description":"how urgent it is"},\
                "steps":{"type":"array","items":{"type":"object","properties":{"action":{"type":"string"},\
                "minutes":{"type":"integer"}},"required":["action","minutes"],"additionalProperties":false}},\
                "safe":{"type":"boolean"},"cost":{"type":"number"},"due":{"type":"string","format":"date"},\
                "note":{"type":"string"},"owner":{"type":"string"},"order_id":{"type":"string"}},\
                "required":["priority","steps","safe","cost","due","order_id"],"additionalProperties":false}""");
    }

    @Test
    void aRecordWithoutASchemaIsRefusedByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> RecordSchema.of(Loop.class))
                .withMessageContaining("Loop contains itself");
        assertThatIllegalArgumentException().isThrownBy(() -> RecordSchema.of(Open.class))
                .withMessageContaining("Open.anything is a java.util.Map<java.lang.String, java.lang.String>");
    }

    private static PenstockBuilder builder(Simulator simulator) {
        return Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("any").baseUrl(simulator.baseUri()))
                .task("plan", task -> task.model("claude-haiku-4-5")
                        .maxOutputTokens(500)
                        .system("You plan repairs.")
                        .user("Plan the repair:\n{{ ticket }}")
                        .schema(Plan.class));
    }
}
