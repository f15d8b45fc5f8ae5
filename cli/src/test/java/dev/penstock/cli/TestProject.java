package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.engine.Project;
import dev.penstock.engine.alert.AlertBoard;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;

/// A project folder with one task that asks the built-in simulator, and a command line in this process.
final class TestProject {
    private final Path folder;
    private final Map<String, String> env = new HashMap<>(Map.of("USER", "ana"));
    private Function<Terminal.Colour, Terminal> terminal = colour -> Terminal.detect(_ -> null, _ -> false,
            OptionalInt::empty, colour);

    TestProject(Path folder) {
        this.folder = folder;
        write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, limits: { concurrency: 8 } }
                  faulty: { provider: simulator, scenario: faulty.yaml, limits: { concurrency: 8 } }
                """);
        write("faulty.yaml", """
                name: faulty
                seed: 7
                faults:
                  - { kind: placeholder, rate: 1, heals: false }
                """);
        endpoint("sim");
        write("prompts/triage/user.md", "Triage: {{ text }}");
        write("prompts/triage/schema.json",
                """
                        {"type":"object","properties":{"priority":{"type":"string","enum":["p1","p2"]},"reason":{"type":"string"}},
                         "required":["priority","reason"],"additionalProperties":false}
                        """);
        items(20);
    }

    /// Which endpoint the task asks.
    TestProject endpoint(String name) {
        write("prompts/triage/task.yaml", """
                description: Triage one ticket
                endpoint: %s
                model: claude-haiku-4-5
                max-output-tokens: 200
                """.formatted(name));
        return this;
    }

    /// Points the endpoint `wire` at a server that speaks Anthropic's protocol.
    TestProject onTheWire(URI server, int concurrency) {
        return write("penstock.yaml", """
                endpoints:
                  wire: { provider: anthropic, api-key: simulated-key, base-url: "%s", limits: { concurrency: %d } }
                """.formatted(server, concurrency));
    }

    TestProject items(int count) {
        write("items.jsonl", IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":\"" + i + "\",\"text\":\"ticket number " + i + " about a lost parcel\"}\n")
                .collect(Collectors.joining()));
        return this;
    }

    /// Where the commands print; usually no terminal.
    TestProject terminal(Function<Terminal.Colour, Terminal> where) {
        terminal = where;
        return this;
    }

    /// An environment variable of the commands.
    TestProject env(String name, String value) {
        env.put(name, value);
        return this;
    }

    /// A person sits there and can be asked.
    TestProject interactive() {
        return terminal(
                _ -> new Terminal(false, true, false, Palette.PLAIN, Palette.PLAIN, () -> Terminal.USUAL_WIDTH));
    }

    /// The commands, without running any.
    static CommandLine commandLine() {
        return PenstockCommand.commandLine(new PenstockCommand(Surroundings.ofProcess()));
    }

    Path folder() {
        return folder;
    }

    TestProject write(String file, String text) {
        try {
            var path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a command did.
    record Result(int code, String out, String err) {
        String lastLine() {
            return out.strip().lines().reduce("", (_, line) -> line);
        }
    }

    Result penstock(String... args) {
        return penstockReading("", args);
    }

    Result penstockReading(String in, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(new ByteArrayInputStream(in.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8), env::get, terminal, folder,
                Clock.systemUTC());
        int code = Main.run(surroundings, args);
        return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    /// How its alerts stand.
    AlertBoard board() {
        try (var records = Project.open(folder, env::get).records()) {
            return records.alerts();
        }
    }
}
