package dev.penstock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Project;
import dev.penstock.server.http.EventSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a client hears of a run in which nothing happens.
class RunEventsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @TempDir
    Path folder;

    private Instant now = NOON;

    @Test
    void aClientThatHearsNothingElseHearsEveryFifteenSecondsThatTheServerIsThere() throws Exception {
        var task = Files.createDirectories(folder.resolve("prompts/triage"));
        Files.writeString(folder.resolve("penstock.yaml"), "endpoints: { sim: { provider: simulator } }\n");
        Files.writeString(task.resolve("task.yaml"),
                "endpoint: sim\nmodel: claude-haiku-4-5\nmax-output-tokens: 200\n");
        Files.writeString(task.resolve("user.md"), "Say something.\n");
        var project = Project.open(folder, _ -> null);
        try (var engine = project.engine("a test"); var records = engine.records()) {
            var generations = engine.generations();
            generations.generate("triage", "g1", JsonNodeFactory.instance.objectNode(), null);
            var serving = new Serving(project, engine, generations, records, clock(), () -> false,
                    new ServiceLog(_ -> {}));
            var client = new Client();
            new RunEvents(serving, records.runs(1).getFirst().id(), 0, Duration.ZERO).sendTo(client);

            assertThat(client.heard).containsExactly(NOON.plusSeconds(1), NOON.plusSeconds(17), NOON.plusSeconds(33),
                    NOON.plusSeconds(49));
        }
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    /// Follows for a minute. A second passes with each look at the run.
    private final class Client implements EventSource.Sink {
        final List<Instant> heard = new ArrayList<>();

        @Override
        public void event(String name, @Nullable String id, JsonNode data) throws IOException {
            throw new AssertionError("nothing happens, and still there is an event " + name);
        }

        @Override
        public void comment() {
            heard.add(now);
        }

        @Override
        public boolean stopping() {
            now = now.plusSeconds(1);
            return now.isAfter(NOON.plusSeconds(60));
        }
    }
}
