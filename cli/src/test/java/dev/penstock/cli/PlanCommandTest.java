package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;
    private TestProject project;

    @BeforeEach
    void create() {
        project = new TestProject(folder).write("penstock.yaml", """
                endpoints:
                  sim: { provider: simulator, limits: { concurrency: 8, requests-per-minute: 60000 } }
                  faulty: { provider: simulator, scenario: faulty.yaml, limits: { concurrency: 8 } }
                  uncounted: { provider: simulator, dialect: openai }
                  keyless: { provider: anthropic, api-key: "${NO_SUCH_KEY}" }
                """);
    }

    @Test
    void reckonsASmallInputWithNumbersThatCanBeFollowedByHand() {
        project.write("prompts/free/user.md", "Triage: {{ text }}.").write("prompts/free/task.yaml", """
                endpoint: uncounted
                model: claude-haiku-4-5
                max-output-tokens: 100
                """).write("items.jsonl", lines(10, i -> "{\"id\":\"" + i + "\",\"text\":\"12345678901\"}"));

        var plan = planOf("free", "--budget", "5");

        assertThat(plan.at("/items/sent").asInt()).isEqualTo(10);
        assertThat(plan.at("/tokens/input/about").asInt()).as("10 requests of 20 bytes, four a token").isEqualTo(50);
        assertThat(plan.at("/tokens/input/fixedShare").asDouble()).as("`Triage: ` and a dot").isEqualTo(0.45);
        assertThat(plan.at("/tokens/output/high").asInt()).isEqualTo(1_000);
        assertThat(usd(plan, "/costUsd/sync/low")).as("4 tokens each at $1 a million").isEqualByComparingTo("0.00004");
        assertThat(usd(plan, "/costUsd/sync/high")).as("7 in, 100 out at $5").isEqualByComparingTo("0.00507");
        assertThat(usd(plan, "/costUsd/batch/high")).isEqualByComparingTo("0.002535");
        assertThat(usd(plan, "/costUsd/worstCase"))
                .as("each: 84 tokens at $2 and 100 at $5; one repair and three retries"
                        + " of 8,584 and 100")
                .isEqualByComparingTo("0.7134");
        assertThat(plan.at("/budget/covers").asString()).isEqualTo("worst-case");
        assertThat(plan.at("/command").asString()).isEqualTo("penstock run free --input items.jsonl --budget 5");
    }

    @Test
    void namesTheLinesThatNobodyPaysFor() {
        project.write("items.jsonl", """
                {"id":"a","text":"one parcel"}
                {"id":"b","text":"two parcels"}
                no json

                {"id":"a","text":"again"}
                {"id":"c"}
                [1]
                {"id":"a","text":"and again"}
                """);

        var plan = plan();

        assertThat(plan.at("/items/total").asInt()).isEqualTo(7);
        assertThat(plan.at("/items/sent").asInt()).isEqualTo(2);
        assertThat(plan.at("/items/deadLettersUnsent").toString()).isEqualTo(
                "[{\"rule\":\"duplicate-id\",\"items\":2,\"firstLines\":[5,8]},"
                        + "{\"rule\":\"json\",\"items\":1,\"firstLines\":[3]},"
                        + "{\"rule\":\"missing-variable\",\"items\":1,\"firstLines\":[6]},"
                        + "{\"rule\":\"object\",\"items\":1,\"firstLines\":[7]}]");

        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        assertThat(project.read("out/r/accepted.jsonl").lines()).hasSize(2);
        assertThat(project.read("out/r/dead-letters.jsonl").lines()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim", "faulty"})
    void noRunCostsMoreThanTheWorstCase(String endpoint) {
        project.endpoint(endpoint);
        var worst = usd(plan(), "/costUsd/worstCase");

        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");

        assertThat(spent("r")).isPositive().isLessThanOrEqualTo(worst);
    }

    @Test
    void afterOneRunTheNextCostsAboutWhatThePlanSays() {
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "first", "--quiet");
        project.items(200);

        var plan = plan();
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "second", "--quiet");

        assertThat(plan.at("/tokens/output/earlierCalls").asInt()).isEqualTo(20);
        assertThat(plan.at("/tokens/output/samePrompt").asBoolean()).isTrue();
        assertThat(spent("second").doubleValue()).as("within a tenth")
                .isBetween(usd(plan, "/costUsd/sync/about").doubleValue() / 1.1,
                        usd(plan, "/costUsd/sync/about").doubleValue() * 1.1);
    }

    @Test
    void countsTokensWhereTheProviderCan() {
        var plan = plan();

        assertThat(plan.at("/tokens/input/basis").asString()).isEqualTo("counted");
        assertThat(plan.at("/tokens/input/countsAsked").asInt()).isEqualTo(8);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        assertThat(plan.at("/tokens/input/about").asDouble()).as("within a twentieth")
                .isBetween(billed("r") / 1.05, billed("r") * 1.05);
        assertThat(project.penstock("plan", "triage", "--input", "items.jsonl").out())
                .contains("by the provider's count of 8 requests",
                        "Nothing was sent but 8 questions for a token count, which cost nothing.");
    }

    @Test
    void worksWithoutAKeyAndSaysThatARunWouldNot() {
        project.endpoint("keyless");

        var plan = project.penstock("plan", "triage", "--input", "items.jsonl");

        assertThat(plan.code()).isZero();
        assertThat(plan.out()).contains("at four bytes a token", "a run would not start: endpoints.keyless",
                "NO_SUCH_KEY", "  Nothing was sent. Run it:  penstock run triage --input items.jsonl");
        assertThat(plan.err()).isEmpty();
    }

    @Test
    void writesNothing() {
        project.penstock("plan", "triage", "--input", "items.jsonl");

        assertThat(folder.resolve(".penstock")).doesNotExist();
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(project.penstock("runs").code()).isEqualTo(2);
    }

    @Test
    void warnsOfWhatSomebodyShouldLookAtBefore() {
        project.write("prompts/triage/user.md", "Triage for {{ customer }}: {{ text }}")
                .write("items.jsonl", """
                        {"id":"1","text":"a parcel for [Customer Name]","customer":""}
                        {"id":"2","text":"a lost parcel","customer":"Ana"}
                        {"id":"3","text":"a lost parcel","customer":"Ana"}
                        """);

        assertThat(plan().at("/warnings").valueStream().map(JsonNode::asString)).contains(
                "1 item gets the same prompt as an item before; each is paid for",
                "1 item leaves a variable of the prompt empty: customer",
                "1 item holds a literal placeholder instead of a value in text (line 1)",
                "nothing stops the run whatever it costs: give it a --budget");
    }

    @Test
    void noticesThatEveryItemGetsTheSamePrompt() {
        project.write("items.jsonl", lines(5, i -> "{\"id\":\"" + i + "\",\"text\":\"the same\"}"));

        assertThat(plan().at("/warnings").toString()).contains("every item gets the same prompt");
    }

    @Test
    void readsStandardInputAndAProjectElsewhere() {
        var piped = project.penstockReading("{\"id\":\"1\",\"text\":\"a parcel\"}\n", "plan", "triage", "--input", "-",
                "--limit", "1", "--project", folder.toString(), "--json");

        var plan = JSON.readTree(piped.out());
        assertThat(plan.at("/items/sent").asInt()).isEqualTo(1);
        assertThat(plan.at("/command").asString())
                .isEqualTo("penstock run triage --input - --project " + folder + " --limit 1");
    }

    @Test
    void saysWhatAutoWouldChooseAndWhatABatchWouldCost() {
        project.items(120)
                .write("prompts/triage/task.yaml", project.read("prompts/triage/task.yaml")
                        + "mode: sync\nbatch: { max-wait: 6h }\n");

        var plan = plan();

        assertThat(plan.at("/sending/mode").asString()).isEqualTo("sync");
        assertThat(plan.at("/sending/auto").asString()).isEqualTo("auto");
        assertThat(plan.at("/sending/batchWithinSeconds").asInt()).isEqualTo(6 * 3600);
        assertThat(usd(plan, "/costUsd/batch/high").doubleValue())
                .isCloseTo(usd(plan, "/costUsd/sync/high").doubleValue() / 2, within(1e-6));
        assertThat(plan("--mode", "batch").at("/sending/mode").asString()).isEqualTo("batch");
    }

    @Test
    void refusesWhatARunWouldRefuse() {
        assertThat(project.penstock("plan", "triage", "--input", "nowhere.jsonl").err()).contains("does not exist");
        assertThat(project.penstock("plan", "triage", "--input", "items.jsonl", "--limit", "0").code()).isEqualTo(2);
        assertThat(project.penstock("plan", "triage", "--input", "items.jsonl", "--mode", "fast").err())
                .contains("mode fast is unknown");
        project.write("prompts/triage/user.md", "Triage: {{ txet }}");
        assertThat(project.penstock("plan", "triage", "--input", "items.jsonl").err())
                .contains("unknown variable `txet`");
    }

    private JsonNode plan(String... options) {
        return planOf("triage", options);
    }

    private JsonNode planOf(String task, String... options) {
        var words = new ArrayList<>(List.of("plan", task, "--input", "items.jsonl", "--json"));
        words.addAll(List.of(options));
        var result = project.penstock(words.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return JSON.readTree(result.out());
    }

    private BigDecimal spent(String run) {
        var purposes = JSON.readTree(project.read("out/" + run + "/report.json")).at("/cost/byPurpose");
        return purposes.valueStream()
                .map(usd -> new BigDecimal(usd.asString()))
                .reduce(BigDecimal.ZERO,
                        BigDecimal::add);
    }

    private double billed(String run) {
        return JSON.readTree(project.read("out/" + run + "/report.json")).at("/tokens/input").asDouble();
    }

    private static BigDecimal usd(JsonNode plan, String pointer) {
        return new BigDecimal(plan.at(pointer).asString());
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
    }
}
