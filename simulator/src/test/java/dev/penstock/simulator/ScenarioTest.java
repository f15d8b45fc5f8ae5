package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void everyKeyOfAFileIsRead() throws IOException {
        file("in.jsonl", "{\"id\":\"a\",\"text\":\"Hello you there\"}\n{\"id\":\"b\",\"text\":\"Good bye\"}\n");
        file("gold.jsonl", "{\"id\":\"a\",\"label\":\"greeting\"}\n");
        var scenario = Scenario.load(file("s.yaml", """
                name: mine
                seed: 42
                gold: gold.jsonl
                inputs: in.jsonl
                items: 5
                api-key: sk-1
                models: [m1, m2]
                prompt-cache: true
                prompt-cache-ttl: 10m
                speed: 60
                books: totals
                client-speed: 30
                quota:
                  requests-per-minute: 10
                  input-tokens-per-minute: 20
                  output-tokens-per-minute: 30
                  burst: 2s
                  output: reserved
                  counts-rejected: true
                  headers: false
                  retry-after: { none: 0.3, http-date: 0.2 }
                  shared: [ { to: 1m, ours: 0.25 }, { from: 2m, to: 3m, ours: 0.5 } ]
                latency: { p50: 4s, p99: 30s, tokens-per-second: 80, errors: 500ms }
                faults:
                  - { kind: truncated, count: 1, heals: 0.25 }
                  - { kind: rate-limit, per: call, rate: 0.5, retry-after: http-date, delay: 2s }
                  - { kind: unauthorized, from-call: 7 }
                  - { kind: reset, rate: 0.1, billed: 0.5, heals: false }
                  - { kind: html-error, rate: 0.2, status: 403 }
                episodes:
                  - { kind: down, from: 1s, to: 2s, rate: 0.5 }
                  - { kind: brownout-500, from-call: 3, to-call: 4 }
                batch:
                  time: { p50: 1m, p99: 5m }
                  expires-after: 6h
                  faults:
                    - { kind: expired, share: 0.25, from-batch: 2, to-batch: 3 }
                    - { kind: slow, rate: 0.5, delay: 2h }
                    - { kind: turned-away, status: 529 }
                    - { kind: cut-off, times: 4 }
                """));
        assertThat(scenario.name()).isEqualTo("mine");
        assertThat(scenario.seed()).isEqualTo(42);
        assertThat(scenario.rules())
                .isEqualTo(new Rules("sk-1", List.of("m1", "m2"), true, Duration.ofMinutes(10), 60, 30, 5, false));
        assertThat(scenario.quota()).isEqualTo(new Quota(10L, 20L, 30L, Duration.ofSeconds(2),
                new Quota.Ways(true, true, false, 0.3, 0.2,
                        List.of(new Quota.Shared(Duration.ZERO, Duration.ofMinutes(1), 0.25),
                                new Quota.Shared(Duration.ofMinutes(2), Duration.ofMinutes(3), 0.5)))));
        assertThat(scenario.latency()).isEqualTo(
                new Latency(Duration.ofSeconds(4), Duration.ofSeconds(30), 80.0, Duration.ofMillis(500)));
        assertThat(scenario.gold().size()).isEqualTo(1);
        assertThat(scenario.faults()).containsExactly(Fault.count(FaultKind.TRUNCATED, 1).withHeals(0.25),
                Fault.ofCalls(FaultKind.RATE_LIMIT, 0.5)
                        .with(new Fault.Options(null, Fault.RetryAfter.HTTP_DATE, Duration.ofSeconds(2), null)),
                Fault.fromCall(FaultKind.UNAUTHORIZED, 7),
                Fault.ofItems(FaultKind.RESET, 0.1)
                        .withHeals(0)
                        .with(new Fault.Options(null, Fault.RetryAfter.SECONDS, null, 0.5)),
                Fault.ofItems(FaultKind.HTML_ERROR, 0.2)
                        .with(new Fault.Options(403, Fault.RetryAfter.SECONDS, null, null)));
        assertThat(scenario.episodes()).containsExactly(
                new Episode(Episode.Kind.DOWN, new Episode.Span.Time(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                        0.5),
                new Episode(Episode.Kind.BROWNOUT_500, new Episode.Span.Calls(3, 4), 1));
        assertThat(scenario.batch()).isEqualTo(
                new BatchRules(new Latency(Duration.ofMinutes(1), Duration.ofMinutes(5)), Duration.ofHours(6),
                        List.of(BatchFault.of(BatchFault.Kind.EXPIRED).withShare(0.25).between(2, 3),
                                BatchFault.of(BatchFault.Kind.SLOW).withRate(0.5).withDelay(Duration.ofHours(2)),
                                BatchFault.of(BatchFault.Kind.TURNED_AWAY).withStatus(529),
                                BatchFault.of(BatchFault.Kind.CUT_OFF).withTimes(4))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"sed: 5|sed|did you mean seed?", "seed: x|seed|whole number",
            "faults: [ { kind: truncatd, rate: 0.1 } ]|faults[0].kind|did you mean truncated?",
            "faults: [ { kind: fence, rate: 2 } ]|faults[0].rate|must be from 0 to 1",
            "faults: [ { kind: fence } ]|faults[0].rate|is missing",
            "faults: [ { kind: fence, rate: 0.1, heal: true } ]|faults[0].heal|did you mean heals?",
            "faults: [ { kind: fence, count: 3, per: call } ]|faults[0].count|cannot be combined",
            "faults: [ { kind: fence, rate: 0.6 }, { kind: prose, rate: 0.6 } ]||add up to 1.2",
            "episodes: [ { kind: down, from: 5s, to: 2s } ]|episodes[0].to|0s <= from < to",
            "episodes: [ { kind: down, from: 5s } ]|episodes[0].to|ends at a time or at a call",
            "latency: { p50: 5s, p99: 1s }|latency.p99|p50 <= p99", "gold: g.jsonl|gold|need each other",
            "quota: { requests-per-minute: 0 }|quota.requests-per-minute|at least 1", "speed: 0|speed|at least 0.001",
            "quota: { shared: [ { from: 5s, to: 2s } ] }|quota.shared[0].to|0s <= from < to",
            "quota: { shared: [ { to: 5s }, { from: 2s, to: 9s } ] }|quota.shared|no two at once",
            "quota: { retry-after: { none: 0.7, http-date: 0.7 } }|quota.retry-after|add up to 1",
            "batch: { faults: [ { kind: lost } ] }|batch.faults[0].kind|lost-lines",
            "batch: { faults: [ { share: 1 } ] }|batch.faults[0].kind|is missing",
            "batch: { faults: [ { kind: slow, from-batch: 3, to-batch: 2 } ] }|batch.faults[0].to-batch|from-batch <= to-batch",
            "batch: { time: { p50: 5s, p99: 1s } }|batch.time.p99|p50 <= p99"})
    void mistakesNameFileKeyAndWhatIsAllowed(String yaml, String key, String message) throws IOException {
        var file = file("bad.yaml", yaml);
        assertThatThrownBy(() -> Scenario.load(file)).isInstanceOfSatisfying(SettingsException.class,
                e -> assertThat(e.problems()).anySatisfy(problem -> {
                    assertThat(problem.file()).isEqualTo(file.toString());
                    assertThat(problem.key()).isEqualTo(key == null ? "" : key);
                    assertThat(problem.toString()).contains(message);
                }));
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> Scenario.load(folder.resolve("none.yaml"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("bad-night");
        file("in.jsonl", "{\"id\":\"a\",\"text\":\"Hello\"}\n");
        file("g1.jsonl", "{\"id\":\"a\",\"x\":\"1\"}\n{oops\n");
        file("g2.jsonl", "{\"id\":\"z\",\"x\":\"1\"}\n");
        assertThatThrownBy(() -> Scenario.load(file("a.yaml", "inputs: in.jsonl\ngold: g1.jsonl\n")))
                .hasMessageContaining("g1.jsonl:2");
        assertThatThrownBy(() -> Scenario.load(file("b.yaml", "inputs: in.jsonl\ngold: g2.jsonl\n")))
                .hasMessageContaining("'z' has no input");
    }

    @Test
    void everyBuiltInScenarioLoadsAndOthersAreRefused() {
        assertThat(Scenario.names()).containsExactly("bad-night", "clean", "clean-quota", "every-fault",
                "overload", "quota-halved", "squall", "storm")
                .allSatisfy(name -> assertThat(Scenario.named(name).name()).isEqualTo(name));
        assertThatThrownBy(() -> Scenario.named("nice")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad-night, clean");
    }

    @Test
    void theDocumentedExampleLoadsAndEveryFaultIsDocumented() throws IOException {
        var docs = Files.readString(Path.of("../docs/simulator.md"));
        var lines = IntStream.range(0, 40).boxed().toList();
        file("inputs.jsonl", lines.stream()
                .map(i -> "{\"id\":\"" + i + "\",\"text\":\"Question " + i + "\"}\n")
                .collect(Collectors.joining()));
        file("gold.jsonl", lines.stream()
                .map(i -> "{\"id\":\"" + i + "\",\"label\":\"x\"}\n")
                .collect(Collectors.joining()));
        var example = docs.substring(docs.indexOf("```yaml") + 7, docs.lastIndexOf("```"));
        assertThat(Scenario.load(file("example.yaml", example)).faults()).hasSize(4);
        assertThat(FaultKind.labels()).allSatisfy(kind -> assertThat(docs).contains("`" + kind + "`"));
    }

    @Test
    void moreCountedFaultsThanGoldItemsAreRefused() {
        assertThatThrownBy(() -> Scenario.clean().withGold(Tickets.key(3)).and(Fault.count(FaultKind.FENCE, 4)))
                .hasMessageContaining("add up to 4")
                .hasMessageContaining("3 gold items");
    }

    @Test
    void itemsAreFoundAloneInTagsInLinesAndInsideOtherText() {
        var key = AnswerKey.of(
                List.of(Map.of("id", "short", "text", "Hi"), Map.of("id", "long", "text", "Where is my parcel today?"),
                        Map.of("id", "longer", "text", "Where is my parcel today? It is late."),
                        Map.of("id", "lines", "text", "TOTAL 5.00\nTHANK \"YOU\", COME AGAIN")),
                List.of(Map.of("id", "short", "a", 1), Map.of("id", "long", "a", 2), Map.of("id", "longer", "a", 3),
                        Map.of("id", "lines", "a", 4)));
        assertThat(found(key, "Hi")).isEqualTo("short");
        assertThat(found(key, "Sort this:\n  Where is my parcel today?  \nThanks")).isEqualTo("long");
        assertThat(found(key, "<t>Where is my parcel today? It is late.</t>")).isEqualTo("longer");
        assertThat(found(key, "Ticket: Where is my parcel today? It is late. Sort it.")).isEqualTo("longer");
        assertThat(found(key, "<doc>\nTOTAL 5.00\nTHANK \"YOU\", COME AGAIN\n</doc>")).isEqualTo("lines");
        assertThat(found(key, "{\"text\": \"TOTAL 5.00\\nTHANK \\\"YOU\\\", COME AGAIN\"}")).isEqualTo("lines");
        assertThat(found(key, "Nothing known")).isEqualTo("none");
    }

    @Test
    void ofExamplesAndTheItemTheItemIsFound() {
        var key = Tickets.key(5);
        var turns = List.of(new Prompt.Turn(true, Tickets.prompt(1)), new Prompt.Turn(false, "{}"),
                new Prompt.Turn(true, Tickets.prompt(2)), new Prompt.Turn(false, "{}"),
                new Prompt.Turn(true, "That was not valid."));
        assertThat(key.find(turns).map(AnswerKey.Gold::id)).contains("t-2");
    }

    private static String found(AnswerKey key, String message) {
        return key.find(List.of(new Prompt.Turn(true, message))).map(AnswerKey.Gold::id).orElse("none");
    }
}
