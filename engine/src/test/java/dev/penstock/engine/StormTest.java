package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Usage;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Oracle;
import dev.penstock.simulator.Quota;
import dev.penstock.simulator.Rules;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Three of the reference's storms end to end: over HTTP, through the real adapter, journal and store, against the simulator.
/// Both sides live in a time that runs forty times faster than the clock on the wall, and all durations are of that time, so a
/// busy machine costs a little of them and no more. Quota and items are an eighth of the reference's, which keeps its shape.
///
/// The bars are those of the reference for 10,000 items, and the noise that a scheduler makes.
class StormTest {
    private static final int SMALLER = 8;
    private static final double NOISE = 1.15;

    private final Path folder;

    StormTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /// A class that is loaded, or code that is compiled, in the middle of a storm costs a minute of it.
    @BeforeAll
    static void warmUp(@TempDir Path folder) throws IOException {
        new StormTest(folder).weather("clean", 200, 1);
    }

    @Test
    void usesAllOfAHealthyQuota() throws IOException {
        var storm = weather("clean-quota", 700, 20);

        storm.assertWhole();
        assertThat(storm.share(0.99)).isLessThanOrEqualTo(1.06 * NOISE);
        assertThat(storm.requestsPerItem()).isLessThanOrEqualTo(1.02 * NOISE);
    }

    @Test
    void comesThroughAnOverloadOfFiveMinutesWithoutLosingAnItem() throws IOException {
        var storm = weather("overload", 700, 40);

        storm.assertWhole();
        assertThat(storm.share(0.99)).isLessThanOrEqualTo(1.06 * NOISE);
        assertThat(storm.requestsPerItem()).isLessThanOrEqualTo(1.025 * NOISE);
        assertThat(storm.books.totals().byStatus()).containsKey(529);
    }

    @Test
    void comesThroughEverythingAtOnce() throws IOException {
        var storm = weather("storm", 1_000, 40);

        storm.assertWhole();
        assertThat(storm.share(0.99)).isLessThanOrEqualTo(1.06 * NOISE);
        assertThat(storm.requestsPerItem()).isLessThanOrEqualTo(1.04 * NOISE);
    }

    /// The poison rule: what is wrong with one item must not hold back the others until its deadline.
    @Test
    void anItemThatAloneIsRateLimitedEndsAsADeadLetterOfItsOwn() throws IOException {
        var storm = weather(Scenario.clean()
                .withLatency(Latency.fixed(Duration.ofMillis(1_500)))
                .withFaults(List.of(Fault.count(FaultKind.RATE_LIMIT, 1).withHeals(0))), 2_500, 40);

        var rejected = storm.books.calls().stream().filter(call -> "rate-limit".equals(call.injected())).toList();
        assertThat(rejected.stream().map(call -> call.about().item()).distinct()).hasSize(1);
        assertThat(rejected).hasSize(RetryPolicy.SINGLED_OUT_LIMIT);
        assertThat(storm.verification.problems()).isEmpty();
        assertThat(storm.verification.totals().deadLetters()).isEqualTo(Map.of("context-too-long", 1L));
        assertThat(storm.verification.totals().items().accepted()).isEqualTo(2_499);
    }

    private Weathered weather(String name, int items, double speed) throws IOException {
        return weather(smaller(Scenario.named(name)), items, speed);
    }

    private Weathered weather(Scenario weather, int items, double speed) throws IOException {
        var name = weather.name();
        var work = Work.of(items);
        var scenario = weather
                .withRules(Rules.USUAL.withSpeed(speed).withClientSpeed(speed).withItems(items))
                .withGold(AnswerKey.of(work.inputs(), work.gold()));
        try (var simulator = Simulator.start(scenario, 0)) {
            var time = new CompressedTime(speed);
            write("penstock.yaml", "endpoints: { sim: { provider: simulator, base-url: \"" + simulator.baseUri()
                    + "\", limits: { concurrency: 200 } } }");
            write("prompts/summary/task.yaml", """
                    endpoint: sim
                    model: claude-haiku-4-5
                    max-output-tokens: 4096
                    timeout: %dms
                    """.formatted(time.onTheWall(Duration.ofMinutes(3)).toMillis()));
            write("prompts/summary/user.md", "Summarise: {{ text }}");
            write("prompts/summary/schema.json",
                    "{\"type\":\"object\",\"properties\":{\"summary\":{\"type\":\"string\"}},"
                            + "\"required\":[\"summary\"],\"additionalProperties\":false}");
            write("items.jsonl", work.inputs()
                    .stream()
                    .map(item -> JsonMapper.shared().writeValueAsString(item) + "\n")
                    .collect(Collectors.joining()));
            var project = Project.open(folder, _ -> null, time);
            try (var engine = project.engine("test")) {
                engine.start(new RunRequest("summary", folder.resolve("items.jsonl").toString(), null, name, null, null,
                        null), InputStream.nullInputStream()).await();
            }
            try (var records = project.records()) {
                return new Weathered(scenario, items, simulator.books(), records.verify(name, simulator.baseUri()));
            }
        }
    }

    private static Scenario smaller(Scenario scenario) {
        var quota = scenario.quota();
        return quota == null
                ? scenario
                : scenario.withQuota(new Quota(eighth(quota.requestsPerMinute()), eighth(quota.inputTokensPerMinute()),
                        eighth(quota.outputTokensPerMinute()), quota.burst(), quota.ways()));
    }

    private static long eighth(@Nullable Long limit) {
        return Objects.requireNonNull(limit) / SMALLER;
    }

    private void write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    /// Items with inputs and answers as long as the reference's: lognormal, medians of 1,000 and 300 tokens of four bytes.
    private record Work(List<Map<String, String>> inputs, List<Map<String, String>> gold) {
        private static final List<String> WORDS = List.of("parcel", "order", "the", "customer", "wrote", "again", "and",
                "nobody", "answered", "until", "a", "clerk", "found", "it", "in", "depot", "nine", "with", "torn");

        private static Work of(int items) {
            var random = new Random(1);
            var inputs = new ArrayList<Map<String, String>>();
            var gold = new ArrayList<Map<String, String>>();
            for (var i = 0; i < items; i++) {
                inputs.add(Map.of("id", "i" + i, "text",
                        "Thread " + i + ". "
                                + text(Math.max(20, 1_000 * Math.exp(0.5 * random.nextGaussian())), random)));
                gold.add(Map.of("id", "i" + i, "summary",
                        text(Math.clamp(300 * Math.exp(0.8 * random.nextGaussian()), 8, 3_900), random)));
            }
            return new Work(inputs, gold);
        }

        private static String text(double tokens, Random random) {
            var text = new StringBuilder();
            while (text.length() < 4 * tokens) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(text.length() % 90 < 8 ? ". " : " ");
            }
            return text.toString().strip();
        }
    }

    private record Weathered(Scenario scenario, int items, Books books, Verification verification) {
        /// Every item accepted, and the ledger is the books', call by call.
        private void assertWhole() {
            assertThat(verification.problems()).isEmpty();
            assertThat(verification.totals().deadLetters()).isEmpty();
            assertThat(verification.totals().items().accepted()).isEqualTo(items);
            assertThat(verification.totals().items().total()).isEqualTo(items);
        }

        private double requestsPerItem() {
            return books.totals().calls() / (double) items;
        }

        /// Time until this share of all answers was there, by what an oracle needs for all of them.
        private double share(double share) {
            var answers = books.calls().stream().filter(Call::delivered).toList();
            var tokens = answers.stream().map(Call::billed).reduce(Usage.NONE, Usage::plus);
            var last = answers.stream()
                    .map(call -> call.when().answered())
                    .sorted()
                    .toList()
                    .get((int) Math.ceil(share * answers.size()) - 1);
            var oracle = Oracle.leastTime(scenario, items, tokens, Double.POSITIVE_INFINITY);
            return last.toMillis() / (double) oracle.toMillis();
        }
    }
}
