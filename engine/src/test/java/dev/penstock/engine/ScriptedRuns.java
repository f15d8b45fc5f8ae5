package dev.penstock.engine;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;
import dev.penstock.ledger.HourMeter;
import dev.penstock.ledger.PriceTable;
import dev.penstock.ledger.Tariff;
import dev.penstock.limit.EndpointLimiter;
import dev.penstock.limit.Limits;
import dev.penstock.limit.Ticker;
import dev.penstock.prompt.Prompt;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.run.Account;
import dev.penstock.run.BatchLoop;
import dev.penstock.run.BatchTerms;
import dev.penstock.run.Course;
import dev.penstock.run.Course.Leg;
import dev.penstock.run.Endpoint;
import dev.penstock.run.Pricing;
import dev.penstock.run.Recorder;
import dev.penstock.run.Route;
import dev.penstock.run.RunClock;
import dev.penstock.run.RunEnd;
import dev.penstock.run.RunLoop;
import dev.penstock.run.Sampling;
import dev.penstock.run.StopRule;
import dev.penstock.run.Work;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs against a real store and scripted providers, one per endpoint of a task that may have a fallback.
final class ScriptedRuns implements AutoCloseable {
    static final String GOOD = "{\"label\":\"yes\"}";
    static final String WRONG = "{\"label\":\"maybe\"}";
    static final int CONCURRENCY = 8;

    private static final String SCHEMA = """
            {"type":"object","properties":{"label":{"type":"string","enum":["yes","no"]}},"required":["label"],
             "additionalProperties":false}""";
    private static final Instant BEGIN = Instant.parse("2026-11-24T12:00:00Z");

    final SqliteStore store;
    private final Path folder;
    private String taskYaml;
    private String text = "";
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Map<String, DayBudget> days = new HashMap<>();
    private StopRule stopRule = StopRule.off();
    private @Nullable BigDecimal budget;

    /// @param taskYaml endpoint, model and fallback of the task
    ScriptedRuns(Path folder, String taskYaml) {
        this.folder = folder;
        this.taskYaml = taskYaml;
        store = SqliteStore.openForEngine(folder.resolve("test.db"), "test");
    }

    /// What runs ask from here on.
    ScriptedRuns task(String yaml) {
        taskYaml = yaml;
        return this;
    }

    /// What stands before the number in each item's text.
    ScriptedRuns text(String before) {
        text = before;
        return this;
    }

    ScriptedRuns stopRule(StopRule rule) {
        stopRule = rule;
        return this;
    }

    /// What a run may cost.
    ScriptedRuns budget(String usd) {
        budget = new BigDecimal(usd);
        return this;
    }

    /// What may be spent at an endpoint in a day; say it before the endpoint.
    ScriptedRuns day(String name, DayBudget budget) {
        days.put(name, budget);
        return this;
    }

    /// Opens an endpoint for every run from here on, as a new process would.
    ScriptedRuns endpoint(String name, String model, ScriptedProvider provider) {
        var limiter = new EndpointLimiter(new Limits(null, null, null, CONCURRENCY), new Random(1),
                Ticker.of(System::nanoTime));
        var account = accounts.computeIfAbsent(name,
                _ -> new Account(name, name.toUpperCase(Locale.ROOT), days.getOrDefault(name, DayBudget.none())));
        account.join(model, limiter);
        endpoints.put(name + "/" + model,
                new Endpoint(account, model, provider, limiter, new HourMeter(System::nanoTime)));
        return this;
    }

    /// Forgets what was halted, as a new process would.
    ScriptedRuns mended() {
        accounts.clear();
        endpoints.clear();
        return this;
    }

    Prompt prompt() {
        return Prompt.compile("label", Map.of("user.md", "{{ text }}", "schema.json", SCHEMA, "task.yaml",
                taskYaml + "\nmax-output-tokens: 100\n"));
    }

    void create(String run, int items) {
        var prompt = prompt();
        store.runs()
                .savePromptVersion(
                        new PromptVersionRow(prompt.version(), "label", null, prompt.files(), Instant.EPOCH));
        var call = prompt.settings().call();
        store.runs()
                .create(new RunRow(run, "label", prompt.version(), null, call.endpoint(), call.model(), "sync", null,
                        input(items).toString(), "hash", null, folder.toString(), null, true, RunStatus.RUNNING, null,
                        BEGIN, BEGIN, 0));
    }

    RunLoop loop(String run) {
        return new RunLoop(work(run), store, source(run), clock(), new NoJitter());
    }

    /// In batches of the account `one`, looked at all the time.
    ///
    /// @param restBySync whether what the first batches leave open is asked one by one
    BatchLoop batchLoop(String run, Duration maxWait, boolean restBySync) {
        var terms = new BatchTerms("one", Duration.ofMillis(1), maxWait, restBySync);
        var time = new CompressedTime(500);
        var fast = new RunClock(time, (Ticker) time);
        return new BatchLoop(work(run), terms, store, source(run), fast, new Random());
    }

    private static RunClock clock() {
        return new RunClock(Clock.systemUTC(), System::nanoTime);
    }

    private JsonLinesSource source(String run) {
        var input = Path.of(store.runs().find(run).orElseThrow().input());
        return new JsonLinesSource(input, new RecordReader(run, "input.jsonl"), 1 << 20, Long.MAX_VALUE);
    }

    private Work work(String run) {
        var prompt = prompt();
        var legs = new ArrayList<Leg>();
        legs.add(new Leg(route(prompt), Duration.ofSeconds(60), false));
        var fallbacks = prompt.settings().fallbacks();
        for (int i = 0; i < fallbacks.size(); i++) {
            legs.add(new Leg(route(prompt.fallbacks().get(i)), fallbacks.get(i).after(),
                    fallbacks.get(i).contentFailures()));
        }
        return new Work(run, new Course(legs), Checks.of(CheckSettings.DEFAULT, prompt.schema()),
                new RetryPolicy(4, Duration.ofMinutes(30), 1), Budget.of(budget, store.runs().totals(run).spentUsd()),
                stopRule, Sampling.none(), Recorder.NONE);
    }

    RunEnd run(String run, int items) throws InterruptedException {
        create(run, items);
        return resume(run);
    }

    RunEnd resume(String run) throws InterruptedException {
        return loop(run).run(Duration.ofSeconds(30));
    }

    RunTotals totals(String run) {
        return store.runs().totals(run);
    }

    List<AcceptedRow> accepted(String run) {
        var rows = new ArrayList<AcceptedRow>();
        store.runs().forEachAccepted(run, rows::add);
        return rows;
    }

    private Route route(Prompt prompt) {
        var call = prompt.settings().call();
        var price = PriceTable.shipped().price(call.model(), LocalDate.of(2026, 11, 24)).orElseThrow();
        return new Route(prompt, Objects.requireNonNull(endpoints.get(call.endpoint() + "/" + call.model())),
                new Pricing(new Tariff.ByToken(price), 200_000L));
    }

    private Path input(int items) {
        var input = folder.resolve("items-" + items + ".jsonl");
        try {
            Files.writeString(input, IntStream.range(0, items)
                    .mapToObj(i -> "{\"id\":\"i" + i + "\",\"text\":\"" + text + i + "\"}\n")
                    .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return input;
    }

    @Override
    public void close() {
        store.close();
    }

    /// Makes every wait as short as the policy allows.
    private static final class NoJitter extends Random {
        private static final long serialVersionUID = 1L;

        @Override
        public double nextDouble() {
            return 0;
        }
    }
}
