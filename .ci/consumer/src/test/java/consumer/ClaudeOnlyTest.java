package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.engine.Outcome;
import dev.penstock.engine.Penstock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A stranger's program for Claude only: it calls, checks, stores and maps with what came along.
class ClaudeOnlyTest {
    record Answer(int sum) {}

    @Test
    void generatesWithTheJarsThatCameAlong() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/messages", request -> {
            var reply = """
                    {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5",
                     "content":[{"type":"text","text":"{\\"sum\\":4}"}],"stop_reason":"end_turn","stop_sequence":null,
                     "usage":{"input_tokens":10,"output_tokens":5}}""".getBytes(StandardCharsets.UTF_8);
            request.getResponseHeaders().set("content-type", "application/json");
            request.sendResponseHeaders(200, reply.length);
            request.getResponseBody().write(reply);
            request.close();
        });
        server.start();
        try (var penstock = Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic("any")
                        .baseUrl(URI.create("http://127.0.0.1:" + server.getAddress().getPort())))
                .task("sum", task -> task.model("claude-haiku-4-5")
                        .maxOutputTokens(50)
                        .user("{{ a }} + {{ b }} = ?")
                        .schema(Answer.class))
                .temporaryStore()
                .build()) {
            var outcome = penstock.task("sum").generate(Map.of("a", 2, "b", 2));
            assertEquals(4, assertInstanceOf(Outcome.Accepted.class, outcome).as(Answer.class).sum());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void carriesNoOtherProviderAndNothingOfTheCommandLine() {
        for (var name : new String[]{"com.openai.client.OpenAIClient", "picocli.CommandLine",
                "com.github.pemistahl.lingua.api.Language", "dev.penstock.simulator.Simulator",
                "org.slf4j.nop.NOPServiceProvider"}) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(name));
        }
    }
}
