package dev.penstock.bench;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.RunRequest;
import dev.penstock.simulator.Rules;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/// How much of a bare SDK loop's speed is left when every call is journaled, checked and booked. The simulator answers at
/// once and runs in the same process, so both sides share the machine with it.
final class ThroughputBench {
    private static final int IN_FLIGHT = 64;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ThroughputBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    boolean run(int items) throws IOException, InterruptedException {
        var scenario = Scenario.clean().withRules(Rules.USUAL.withKeepCalls(false));
        try (var simulator = Simulator.start(scenario, 0)) {
            bare(simulator.baseUri(), items / 4);
            penstock(simulator.baseUri(), items / 4);
            var bare = bare(simulator.baseUri(), items);
            var penstock = penstock(simulator.baseUri(), items);
            out.printf(Locale.ROOT,
                    "%,d generations, %d in flight, replies at once, warmed up with %,d each; SIMULATED%n",
                    items, IN_FLIGHT, items / 4);
            out.printf(Locale.ROOT, "- bare openai-java loop: %,.0f generations/s%n", bare);
            out.printf(Locale.ROOT, "- Penstock (start to outputs written): %,.0f generations/s%n", penstock);
            out.printf(Locale.ROOT, "- ratio: %.2f%n", penstock / bare);
        }
        return true;
    }

    private static double bare(URI simulator, int items) throws InterruptedException {
        var client = OpenAIOkHttpClient.builder()
                .apiKey("simulated-key")
                .baseUrl(simulator + "/v1")
                .maxRetries(0)
                .build();
        var slots = new Semaphore(IN_FLIGHT);
        var from = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < items; i++) {
                var text = text(i);
                slots.acquire();
                threads.execute(() -> {
                    try {
                        ask(client, text);
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        var seconds = (System.nanoTime() - from) / 1e9;
        client.close();
        return items / seconds;
    }

    private static void ask(OpenAIClient client, String text) {
        var params = ChatCompletionCreateParams.builder()
                .model(Wire.OPENAI.model())
                .maxCompletionTokens(200)
                .addUserMessage("Answer this question:\n" + text)
                .build();
        if (client.chat().completions().create(params).choices().isEmpty()) {
            throw new IllegalStateException("a reply without a choice");
        }
    }

    private double penstock(URI simulator, int items) throws IOException {
        try (var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, simulator, IN_FLIGHT);
            project.inputs(inputs(items));
            var from = System.nanoTime();
            try (var engine = project.open().engine("bench")) {
                engine.start(new RunRequest("echo", project.input().toString(), null, null, null, null, null),
                        InputStream.nullInputStream()).await();
            }
            return items / ((System.nanoTime() - from) / 1e9);
        }
    }

    private static List<Map<String, String>> inputs(int items) {
        return IntStream.range(0, items).mapToObj(i -> Map.of("id", "q" + i, "text", text(i))).toList();
    }

    private static String text(int i) {
        return "Question number " + i + ": where is my parcel, and when will it be here?";
    }
}
