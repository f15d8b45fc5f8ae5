package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What a model, a provider, an input, a reviewer or a file name says never steers the terminal, whichever command prints
/// it, and JSON loses nothing by that.
class HostileTextTest {
    private static final JsonMapper JSON = new JsonMapper();
    /// Title, screen, return, C1, bidi, zero width, byte order mark, tag, separator, backspace, hyperlink; no lone surrogate and
    /// no NUL, which UTF-8 and file names cannot carry.
    private static final String HOSTILE = Samples.HOSTILE.replace("\ud800", "").replace("\u0000", "").replace("/", "");
    /// What an id may have of it: controls make a line bad input.
    private static final String ID = "a\u202eb\u2066c\u200bd\ufeffe\u2028f";
    private static final String OWN_COLOURS = "\u001b\\[(0|1|2|31|32|33|36)m";
    /// picocli's own, in help texts.
    private static final String HELP_COLOURS = "\u001b\\[(3|21|23|39)m";

    @TempDir
    private Path parent;
    private TestProject project;
    private HttpServer provider;
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", HostileTextTest::answer);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.start();
        project = new TestProject(Files.createDirectories(parent.resolve("p" + HOSTILE)));
        project.write("penstock.yaml", """
                endpoints:
                  evil: { provider: anthropic, api-key: k, base-url: "http://127.0.0.1:%d", limits: { concurrency: 2 } }
                """.formatted(provider.getAddress().getPort()));
        project.endpoint("evil");
        project.write("items.jsonl", line("reply " + ID, "text " + HOSTILE) + line("refuse " + ID, "bad " + HOSTILE)
                + line("bad id " + HOSTILE, "text") + "no JSON " + HOSTILE + "\n");
        project.write("locked.jsonl", line("locked", "locked"));
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @Test
    void isShownAndNeverObeyedByAnyCommand() {
        everywhere("run", "triage", "--input", "items.jsonl", "--run-id", "r");
        everywhere("run", "triage", "--input", "locked.jsonl", "--run-id", "halted");
        everywhere("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--json");
        everywhere("run", "triage", "--input", HOSTILE, "--run-id", HOSTILE);
        everywhere(HOSTILE);
        everywhere("run", "--" + HOSTILE);
        everywhere("runs");
        everywhere("status");
        everywhere("status", "--json");
        everywhere("report", "halted");
        everywhere("report", "halted", "--json");
        everywhere("report", HOSTILE);
        everywhere("verify", "r");
        everywhere("dead-letters", "list");
        everywhere("dead-letters", "list", "--json");
        for (var id : ids()) {
            everywhere("dead-letters", "show", id, "--prompt");
            everywhere("dead-letters", "show", id, "--json");
            everywhere("dead-letters", "accept", id, "--reason", HOSTILE);
            everywhere("dead-letters", "accept", id, "--output", HOSTILE);
            everywhere("dead-letters", "log", id);
        }
        everywhere("dead-letters", "discard", ids().getFirst(), "--reason", HOSTILE);
        everywhere("dead-letters", "log");
        everywhere("dead-letters", "log", "--json");
        everywhere("dead-letters", "export");
        project.write("decisions.jsonl", "{\"deadLetter\":\"" + escaped() + "\",\"decision\":\"" + escaped() + "\"}\n");
        everywhere("dead-letters", "import", "decisions.jsonl");
        everywhere("dead-letters", "import", "decisions.jsonl", "--json");
        everywhere("forget", HOSTILE, "--yes");
        everywhere("forget", "reply " + ID, "--yes");
        project.write("prompts/triage/user.md", "Triage: {{ text }} " + HOSTILE);
        everywhere("prompts", "diff", "triage");
        everywhere("prompts", "diff", "triage", "--json");
        everywhere("prompts", "diff", "triage", HOSTILE);
        everywhere("prompts", "log", "triage");
        everywhere("prompts", "log", "triage", "--json");
        everywhere("doctor", "--local");
        everywhere("doctor", "--local", "--json");
        everywhere("costs", "--csv");
        everywhere("costs");
        everywhere("costs", "--json");
        everywhere("init", "new " + HOSTILE);
        everywhere("init", "--from-csv", HOSTILE);
        everywhere("samples", "list");
        everywhere("samples", "show", HOSTILE);
        everywhere("dead-letters", "show", HOSTILE);
        everywhere("export", "r");
        everywhere("export", "r", "--output", "out/" + HOSTILE);
        everywhere("dead-letters", "import", HOSTILE);
        everywhere("dead-letters", "edit", HOSTILE);
        everywhere("prompts", "log", HOSTILE);
        everywhere("prompts", "log", "triage");
        everywhere("prompts", "diff", "triage", HOSTILE);
        everywhere("prompts", "list");
        everywhere("prompts", "lint");
        everywhere("prompts", "lint", HOSTILE);
        everywhere("prompts", "render", "triage", "--input", "items.jsonl");
        everywhere("prompts", "render", "triage", "--input", "items.jsonl", "--json");
        everywhere("prompts", "render", "triage", "--input", "items.jsonl", "--id", HOSTILE);
        everywhere("audit", "items.jsonl", "--task", "triage", "--output-field", "text");
        everywhere("simulate", "--scenario", HOSTILE);
        everywhere("complete", "", "runs", "");
        project.write("penstock.yaml", "\"x" + escaped() + "\": { \"y" + escaped() + "\": 1 }\n");
        everywhere("runs");
        project.write("penstock.yaml", "endpoints: [" + HOSTILE);
        everywhere("runs");

        assertThat(String.join("\n", seen)).contains("⟨U+001B⟩", "⟨U+202E⟩", "⟨U+009B⟩", "⟨U+000D⟩", "⟨U+2028⟩");
    }

    @Test
    void isSafeInDataOnATerminalAndWholeInAPipe() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r");
        var piped = project.penstock("dead-letters", "export", "--format", "csv").out();
        project.terminal(colour -> Terminal.detect(_ -> null, descriptor -> descriptor == 1, OptionalInt::empty,
                colour));
        var shown = project.penstock("dead-letters", "export", "--format", "csv").out();

        assertThat(piped).contains(ID);
        assertThat(TerminalText.clean(shown)).isEqualTo(shown).contains("⟨U+202E⟩");
    }

    @Test
    void isWholeInJson() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r");

        var texts = project.penstock("dead-letters", "list", "--json")
                .out()
                .lines()
                .map(JSON::readTree)
                .map(letter -> letter.path("id").asString())
                .toList();

        assertThat(texts).contains("reply " + ID, "refuse " + ID);
        assertThat(ids()).anySatisfy(id -> {
            var reply = JSON.readTree(project.penstock("dead-letters", "show", id, "--json").out())
                    .path("attempts")
                    .path(0)
                    .path("reply");
            assertThat(JSON.readTree(reply.asString("{}")).path("priority").asString("")).isEqualTo(HOSTILE);
        });
    }

    /// Runs it without and with colour.
    private void everywhere(String... command) {
        for (var colour : List.of("never", "always")) {
            var words = new ArrayList<>(Arrays.asList(command));
            if (!command[0].equals("complete")) {
                words.addAll(List.of("--color", colour));
            }
            var result = project.penstock(words.toArray(String[]::new));
            check(command, colour, result.out());
            check(command, colour, result.err());
        }
    }

    private void check(String[] command, String colour, String printed) {
        var plain = colour.equals("always")
                ? printed.replaceAll(OWN_COLOURS, "").replaceAll(HELP_COLOURS, "")
                : printed;
        assertThat(TerminalText.clean(plain)).as(String.join(" ", command)).isEqualTo(plain);
        seen.add(plain);
    }

    private List<String> ids() {
        return project.penstock("dead-letters", "list", "--json", "--status", "open")
                .out()
                .lines()
                .map(line -> JSON.readTree(line).path("deadLetter").asString())
                .toList();
    }

    private static String line(String id, String text) {
        return JSON.writeValueAsString(JSON.createObjectNode().put("id", id).put("text", text)) + "\n";
    }

    /// As a double-quoted YAML scalar says it.
    private static String escaped() {
        var text = JSON.writeValueAsString(HOSTILE);
        return text.substring(1, text.length() - 1);
    }

    /// Refuses what asks for it, locks the account for what asks for that, and answers everything else hostilely.
    private static void answer(HttpExchange exchange) throws IOException {
        var request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var error = JSON.createObjectNode().put("type", "error");
        error.putObject("error").put("type", "invalid_request_error").put("message", "no " + HOSTILE);
        var message = JSON.createObjectNode().put("id", "msg_1").put("type", "message").put("role", "assistant");
        message.put("model", "m" + HOSTILE).put("stop_reason", "end_turn");
        message.putObject("usage").put("input_tokens", 9).put("output_tokens", 9);
        message.putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "{\"priority\":\""
                        + escaped() + "\",\"" + escaped() + "\":1}");
        int status = request.contains("locked") ? 401 : request.contains("bad ") ? 400 : 200;
        var body = (status == 200 ? message : error).toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
