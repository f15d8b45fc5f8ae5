package dev.penstock.engine;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.item.Item;
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
import dev.penstock.provider.EndpointSettings;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.Secret;
import dev.penstock.retry.RetryPolicy;
import dev.penstock.run.Account;
import dev.penstock.run.BatchLoop;
import dev.penstock.run.BatchTerms;
import dev.penstock.run.Course;
import dev.penstock.run.Endpoint;
import dev.penstock.run.ItemSource;
import dev.penstock.run.Pricing;
import dev.penstock.run.Recorder;
import dev.penstock.run.Route;
import dev.penstock.run.RunClock;
import dev.penstock.run.RunEnd;
import dev.penstock.run.RunLoop;
import dev.penstock.run.Sampling;
import dev.penstock.run.StopRule;
import dev.penstock.run.Work;
import dev.penstock.store.AlertLog;
import dev.penstock.store.Batches;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.Erasure;
import dev.penstock.store.IdempotencyKeys;
import dev.penstock.store.InputPosition;
import dev.penstock.store.Journal;
import dev.penstock.store.Ledger;
import dev.penstock.store.NewItem;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Runs;
import dev.penstock.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/// A run of a few items, one call at a time or in one batch, whose process dies exactly where it is told. What kills it is a
/// store around the real one: nothing of it is in the product.
final class DyingEngine {
    static final String RUN = "r_KILL";
    static final int ITEMS = 3;
    static final int KILLED = 137;

    private DyingEngine() {}

    /// How its items are asked.
    enum Way {
        CALLS("anthropic"),

        ANTHROPIC_BATCH("anthropic"),

        OPENAI_BATCH("openai");

        private final String provider;

        Way(String provider) {
            this.provider = provider;
        }

        String model() {
            return provider.equals("anthropic") ? "claude-haiku-4-5" : "gpt-5-mini";
        }
    }

    /// Where it dies: before or after so many calls of a method of the store.
    enum Point {
        BEFORE_THE_INTENT("Journal.intend", 2, false),

        AFTER_THE_INTENT("Journal.intend", 2, true),

        BEFORE_THE_REPLY_IS_JOURNALED("Journal.handOver", 2, false),

        /// It was handed over, and something that was written later is durable.
        AFTER_THE_REPLY_IS_JOURNALED("Journal.handOver", 2, true),

        AFTER_THE_ITEM_FINISHED("Journal.accept", 2, true),

        BEFORE_THE_UPLOAD("Batches.intend", 1, true),

        /// The file is at the provider, and nobody wrote down its id.
        BEFORE_THE_FILE_IS_STORED("Batches.uploaded", 1, false),

        BEFORE_THE_CREATION("Batches.uploaded", 1, true),

        /// The batch is made, and nobody wrote down its id.
        BEFORE_THE_BATCH_IS_STORED("Batches.stands", 1, false),

        WHILE_POLLING("Batches.stands", 1, true),

        BEFORE_THE_RESULTS_ARE_READ("Batches.entries", 1, false),

        WHILE_READING_RESULTS("Journal.received", 2, true),

        BEFORE_THE_BATCH_IS_CLOSED("Batches.settled", 1, false),

        NOWHERE("", 0, false);

        private final String method;
        private final int time;
        private final boolean after;

        Point(String method, int time, boolean after) {
            this.method = method;
            this.time = time;
            this.after = after;
        }
    }

    /// @param args the store's folder, the address of the simulator, the point, the way
    public static void main(String[] args) throws InterruptedException {
        run(Path.of(args[0]), URI.create(args[1]), Point.valueOf(args[2]), Way.valueOf(args[3]));
    }

    /// Starts the run, or goes on with it.
    static RunEnd run(Path folder, URI simulator, Point point, Way way) throws InterruptedException {
        var settings = new EndpointSettings("sim", way.provider, null, new Secret("simulated-key"), simulator, 1, null);
        try (var store = new DyingStore(SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test"), point,
                new AtomicInteger());
                var provider = ProviderFactory.openAny(settings)) {
            var prompt = prompt(way);
            create(store, prompt, folder, way);
            var limiter = new EndpointLimiter(new Limits(null, null, null, 1), new Random(1),
                    Ticker.of(System::nanoTime));
            var price = PriceTable.shipped().price(way.model(), LocalDate.of(2026, 11, 24)).orElseThrow();
            var endpoint = new Endpoint(new Account("sim", "endpoints.sim.api-key", DayBudget.none()), way.model(),
                    provider,
                    limiter, new HourMeter(System::nanoTime));
            var pricing = new Pricing(new Tariff.ByToken(price), 200_000L);
            var work = new Work(RUN, Course.of(new Route(prompt, endpoint, pricing)),
                    Checks.of(CheckSettings.DEFAULT, prompt.schema()), new RetryPolicy(4, Duration.ofMinutes(30), 1),
                    Budget.of(null, store.runs().totals(RUN).spentUsd()), StopRule.off(), Sampling.none(),
                    Recorder.NONE);
            var clock = new RunClock(Clock.systemUTC(), System::nanoTime);
            var terms = new BatchTerms("one", Duration.ofSeconds(1), Duration.ofHours(1), false);
            var loop = way == Way.CALLS
                    ? new RunLoop(work, store, new ThreeItems(), clock, new Random(1))
                    : new BatchLoop(work, terms, store, new ThreeItems(), clock, new Random());
            var end = loop.run(Duration.ofSeconds(30));
            store.runs().status(RUN, end.status(), end.why(), Instant.now());
            return end;
        }
    }

    private static void create(Store store, Prompt prompt, Path folder, Way way) {
        if (store.runs().find(RUN).isEmpty()) {
            store.runs()
                    .savePromptVersion(
                            new PromptVersionRow(prompt.version(), "label", null, prompt.files(), Instant.EPOCH));
            store.runs()
                    .create(new RunRow(RUN, "label", prompt.version(), null, "sim", way.model(), "sync", null, "three",
                            "hash",
                            null, folder.toString(), null, true, RunStatus.RUNNING, null, Instant.now(), Instant.now(),
                            0));
        }
    }

    private static Prompt prompt(Way way) {
        return Prompt.compile("label",
                Map.of("user.md", "Label this: {{ text }}", "schema.json",
                        """
                                {"type":"object","properties":{"label":{"type":"string","enum":["yes","no"]}},"required":["label"],
                                 "additionalProperties":false}""",
                        "task.yaml", "endpoint: sim\nmodel: " + way.model() + "\nmax-output-tokens: 100\n"));
    }

    private static final class ThreeItems implements ItemSource {
        @Override
        public Batch read(InputPosition from, int max) {
            var items = LongStream.range(from.seq(), ITEMS).mapToObj(ThreeItems::item).toList();
            return new Batch(items, new InputPosition(ITEMS, ITEMS, ITEMS, true));
        }

        private static NewItem item(long seq) {
            var record = "{\"id\":\"i" + seq + "\",\"text\":\"parcel number " + seq + "\"}";
            return new NewItem(new Item(RUN, seq, seq + 1, "i" + seq, record), null);
        }

        @Override
        public void close() {}
    }

    private record DyingStore(Store store, Point point, AtomicInteger calls) implements Store {
        private boolean isLast(String method) {
            return method.equals(point.method) && calls.incrementAndGet() == point.time;
        }

        @Override
        public Journal journal() {
            return dying(Journal.class, store.journal());
        }

        @Override
        public Batches batches() {
            return dying(Batches.class, store.batches());
        }

        private <T> T dying(Class<T> part, T real) {
            return part.cast(Proxy.newProxyInstance(part.getClassLoader(), new Class<?>[]{part},
                    (_, method, arguments) -> {
                        boolean last = isLast(part.getSimpleName() + "." + method.getName());
                        if (last && !point.after) {
                            Runtime.getRuntime().halt(KILLED);
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getTargetException();
                        } finally {
                            if (last) {
                                store.idempotencyKeys().dropBefore(Instant.EPOCH); // waits until it is written
                                Runtime.getRuntime().halt(KILLED);
                            }
                        }
                    }));
        }

        @Override
        public Runs runs() {
            return store.runs();
        }

        @Override
        public DeadLetters deadLetters() {
            return store.deadLetters();
        }

        @Override
        public Ledger ledger() {
            return store.ledger();
        }

        @Override
        public AlertLog alerts() {
            return store.alerts();
        }

        @Override
        public Erasure erasure() {
            return store.erasure();
        }

        @Override
        public IdempotencyKeys idempotencyKeys() {
            return store.idempotencyKeys();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
