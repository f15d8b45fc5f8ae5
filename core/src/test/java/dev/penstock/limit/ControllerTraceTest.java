package dev.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// A storm, call by call, as it was when somebody last looked. `-Dpenstock.golden=write` writes the trace anew: its diff shows
/// from which second on the controller decides otherwise, and is reviewed like code.
class ControllerTraceTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/penstock/limit/golden/storm.txt");

    @Test
    void decidesEverythingInAStormAsWhenItWasLastReviewed() throws IOException {
        var trace = String.join("\n", storm().lines()) + "\n";
        if ("write".equals(System.getProperty("penstock.golden"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, trace);
        }

        assertThat(trace).isEqualTo(Files.readString(GOLDEN));
    }

    private static ControllerTrace storm() {
        var scenario = StormScenario.named("S11");
        var time = new VirtualTime();
        var client = new StormClient(time, new StormServer(time, scenario, 1),
                new StormItems(10_000, scenario.maxOutputTokens, 1), scenario.limits(), 1);
        client.callers(scenario.interactivePerSecond);
        time.at(0, client::pump);
        time.run(10_000);
        return client.trace;
    }
}
