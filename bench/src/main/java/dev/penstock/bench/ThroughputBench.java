package dev.penstock.bench;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.bench.BenchProject.Wire;
import dev.penstock.engine.RunRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How much of a bare SDK loop's speed is left when every call is journaled, checked and booked. The server that answers
/// is a process of its own and does as little as a server can. Both sides take turns in short rounds, and what counts is
/// the median of their ratios, so that whatever else the machine does meets both.
final class ThroughputBench {
    private static final List<Integer> IN_FLIGHT = List.of(64, 256, 1_000);
    private static final List<Duration> WAITS = List.of(Duration.ZERO, Duration.ofMillis(20));
    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = 5;
    private static final double BAR = 0.4;

    private final Path root;
    private final PrintStream out;

    /// @param root the repository
    ThroughputBench(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /// @param items generations of each side in each round
    /// @return whether Penstock reached the bar everywhere
    boolean run(int items) throws IOException, InterruptedException {
        out.printf(Locale.ROOT,
                "%,d generations a round, medians of %d rounds in turns after a warm-up; the server is a stub that always"
                        + " sends the same reply%n%n",
                items, ROUNDS);
        out.println("| in flight | reply after | bare openai-java | Penstock | ratio (lowest to highest) | CPU bare |"
                + " CPU Penstock |");
        out.println("|--:|--:|--:|--:|--:|--:|--:|");
        var reached = true;
        for (var wait : WAITS) {
            try (var server = CannedServer.start(wait)) {
                rounds(server.uri(), IN_FLIGHT.getFirst(), items, WARM_UP_ROUNDS);
                for (var inFlight : IN_FLIGHT) {
                    rounds(server.uri(), inFlight, items, 1);
                    reached &= row(wait, inFlight, rounds(server.uri(), inFlight, items, ROUNDS));
                }
            }
        }
        return reached;
    }

    /// One round of each side, one right after the other.
    private record Round(Speed bare, Speed penstock) {
        double ratio() {
            return penstock.perSecond() / bare.perSecond();
        }
    }

    private List<Round> rounds(URI server, int inFlight, int items, int count)
            throws IOException, InterruptedException {
        var rounds = new ArrayList<Round>();
        for (var i = 0; i < count; i++) {
            rounds.add(new Round(bare(server, inFlight, items), penstock(server, inFlight, items)));
        }
        return rounds;
    }

    private boolean row(Duration wait, int inFlight, List<Round> rounds) {
        var ratio = sorted(rounds, Round::ratio);
        out.printf(Locale.ROOT, "| %,d | %d ms | %,.0f/s | %,.0f/s | %.2f (%.2f to %.2f) | %.0f µs | %.0f µs |%n",
                inFlight, wait.toMillis(), median(rounds, round -> round.bare().perSecond()),
                median(rounds, round -> round.penstock().perSecond()), median(rounds, Round::ratio), ratio[0],
                ratio[ratio.length - 1], median(rounds, round -> round.bare().cpuMicros()),
                median(rounds, round -> round.penstock().cpuMicros()));
        return median(rounds, Round::ratio) >= BAR;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> number) {
        return sorted(rounds, number)[rounds.size() / 2];
    }

    private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> number) {
        return rounds.stream().mapToDouble(number).sorted().toArray();
    }

    /// @param cpuMicros processor time of this process per generation
    private record Speed(double perSecond, double cpuMicros) {}

    private static Speed bare(URI server, int inFlight, int items) throws InterruptedException {
        var client = OpenAIOkHttpClient.builder()
                .apiKey("simulated-key")
                .baseUrl(server + "/v1")
                .maxRetries(0)
                .maxIdleConnections(inFlight)
                .keepAliveDuration(Duration.ofSeconds(30))
                .build();
        var slots = new Semaphore(inFlight);
        var watch = Watch.start();
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
        var speed = watch.per(items);
        client.close();
        return speed;
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

    /// From the start of the run to its written output files.
    private Speed penstock(URI server, int inFlight, int items) throws IOException {
        try (var project = BenchProject.create()) {
            project.task(root.resolve("bench/prompts/echo"), Wire.OPENAI, "");
            project.endpoint(Wire.OPENAI, server, inFlight);
            project.inputs(inputs(items));
            try (var engine = project.open().engine("bench")) {
                var watch = Watch.start();
                engine.start(new RunRequest("echo", project.input().toString(), null, null, null, null, null),
                        InputStream.nullInputStream()).await();
                return watch.per(items);
            }
        }
    }

    private static List<Map<String, String>> inputs(int items) {
        return IntStream.range(0, items).mapToObj(i -> Map.of("id", "q" + i, "text", text(i))).toList();
    }

    private static String text(int i) {
        return "Question number " + i + ": where is my parcel, and when will it be here?";
    }

    /// Wall clock and processor time of this process since its start.
    private record Watch(long nanos, long cpuNanos) {
        private static Watch start() {
            return new Watch(System.nanoTime(), cpu());
        }

        private Speed per(int items) {
            return new Speed(items / ((System.nanoTime() - nanos) / 1e9), (cpu() - cpuNanos) / 1e3 / items);
        }

        private static long cpu() {
            return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
