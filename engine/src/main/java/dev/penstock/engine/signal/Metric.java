package dev.penstock.engine.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every metric there is, with its labels. The names are OpenTelemetry's; [#scraped] says what Prometheus sees. Two are never
/// equal.
public final class Metric {
    private static final List<Metric> ALL = new ArrayList<>();

    public static final Metric OPERATION_DURATION = histogram("gen_ai.client.operation.duration", "s",
            "Time of a call, sent to reply", Buckets.GEN_AI_SECONDS, Names.OPERATION, Names.PROVIDER,
            Names.REQUEST_MODEL, Names.ERROR_TYPE);
    public static final Metric TOKEN_USAGE = histogram("gen_ai.client.token.usage", "{token}",
            "Tokens of a call that was billed", Buckets.GEN_AI_TOKENS, Names.OPERATION, Names.PROVIDER,
            Names.REQUEST_MODEL, Names.TOKEN_TYPE);
    public static final Metric ATTEMPTS = counter("penstock.attempts", "{attempt}", "Calls that were booked",
            Names.TASK, Names.ENDPOINT, Names.MODEL, Names.PURPOSE, Names.MODE);
    public static final Metric ATTEMPT_FAILURES = counter("penstock.attempt.failures", "{attempt}",
            "Booked calls without an acceptable reply", Names.TASK, Names.ENDPOINT, Names.MODEL, Names.FAILURE,
            Names.RETRYABLE);
    public static final Metric ATTEMPT_DURATION = histogram("penstock.attempt.duration", "s",
            "Time of a call that brought a whole reply", Buckets.ATTEMPT_SECONDS, Names.TASK, Names.ENDPOINT,
            Names.MODEL);
    public static final Metric TOKENS = counter("penstock.tokens", "{token}",
            "Tokens as booked; input holds the cached ones", Names.TASK, Names.ENDPOINT, Names.MODEL, Names.DIRECTION,
            Names.PURPOSE);
    public static final Metric BOILERPLATE = counter("penstock.boilerplate.input.tokens", "{token}",
            "Input tokens spent on the fixed part of the prompt, an estimate", Names.TASK, Names.MODEL);
    public static final Metric REQUEST_TOKENS = histogram("penstock.request.tokens", "{token}",
            "Tokens of a call that was billed", Buckets.REQUEST_TOKENS, Names.TASK, Names.MODEL, Names.DIRECTION);
    public static final Metric COST = amount("penstock.cost.usd", "{USD}", "Dollars as booked; the ledger is exact",
            Names.TASK, Names.ENDPOINT, Names.MODEL, Names.PURPOSE);
    public static final Metric STOP_REASONS = counter("penstock.stop_reasons", "{reply}", "Why replies ended",
            Names.TASK, Names.MODEL, Names.STOP_REASON);
    public static final Metric ITEMS = counter("penstock.items", "{item}", "Items that ended", Names.TASK,
            Names.OUTCOME);
    public static final Metric ITEMS_PENDING = gauge("penstock.items.pending", "{item}",
            "Items read and not ended, of runs at work", Names.TASK, Names.MODE);
    public static final Metric DEAD_LETTERS = counter("penstock.dead_letters", "{item}",
            "Items that became dead letters", Names.TASK, Names.REASON);
    public static final Metric DEAD_LETTERS_OPEN = gauge("penstock.dead_letters.open", "{item}",
            "Dead letters that wait for a person", Names.TASK);
    public static final Metric DEAD_LETTERS_OLDEST = gauge("penstock.dead_letters.oldest", "s",
            "Age of the oldest dead letter that waits", Names.TASK);
    public static final Metric REVIEWS = counter("penstock.reviews", "{decision}",
            "Decisions about dead letters made here", Names.TASK, Names.ACTION);
    public static final Metric CHECKS = counter("penstock.checks", "{reply}", "What checks said", Names.TASK,
            Names.CHECK, Names.VERDICT);
    public static final Metric SAMPLES = counter("penstock.samples", "{sample}", "Samples kept", Names.TASK);
    public static final Metric SAMPLE_REVIEWS = counter("penstock.sample.reviews", "{verdict}",
            "Verdicts on samples given here", Names.TASK, Names.VERDICT);
    public static final Metric IN_FLIGHT = gauge("penstock.in_flight", "{call}", "Calls being made", Names.ENDPOINT,
            Names.MODEL);
    public static final Metric LIMIT = gauge("penstock.limit.per_minute", "{unit}",
            "What an endpoint is held to in a minute", Names.ENDPOINT, Names.MODEL, Names.RESOURCE, Names.SOURCE);
    public static final Metric PERMIT_WAIT = histogram("penstock.permit.wait", "s",
            "Time a call waited until its endpoint let it through", Buckets.WAIT_SECONDS, Names.ENDPOINT, Names.MODEL);
    public static final Metric ENDPOINT_STATE = gauge("penstock.endpoint.state", "{state}",
            "1 for the state an endpoint is in, 0 for the others", Names.ENDPOINT, Names.MODEL, Names.STATE);
    public static final Metric BUDGET_SPENT = gauge("penstock.budget.spent_ratio", "{share}",
            "Spent share of a run's budget, the most of the task's runs at work", Names.TASK);
    public static final Metric BUDGET_RESERVED = gauge("penstock.budget.reserved_usd", "{USD}",
            "Dollars taken aside for calls in flight, the most of the task's runs at work", Names.TASK);
    public static final Metric DAY_BUDGET_SPENT = gauge("penstock.day_budget.spent_ratio", "{share}",
            "Spent share of what an endpoint may cost on a UTC day", Names.ENDPOINT);
    public static final Metric RUNS_ACTIVE = gauge("penstock.runs.active", "{run}",
            "Runs at work, days of generations included", Names.TASK);
    public static final Metric RUNS_FINISHED = counter("penstock.runs.finished", "{run}", "Runs that ended", Names.TASK,
            Names.STATUS);
    public static final Metric RUNS_ZERO_ACCEPTED = counter("penstock.runs.zero_accepted", "{run}",
            "Runs that ended with items and nothing accepted", Names.TASK);
    public static final Metric LAST_PROGRESS = gauge("penstock.last_progress.timestamp", "s",
            "When an item ended last, or a run began; Unix time", Names.TASK);
    public static final Metric UNCONFIRMED = counter("penstock.unconfirmed.attempts", "{attempt}",
            "Calls of unknown usage, booked at what was reserved", Names.ENDPOINT);
    public static final Metric STORE_COMMIT = histogram("penstock.store.commit", "s", "Time of a commit",
            Buckets.COMMIT_SECONDS);
    public static final Metric STORE_QUEUE = gauge("penstock.store.queue.items", "{write}",
            "Writes that wait to be committed");
    public static final Metric HTTP = histogram("http.server.request.duration", "s", "Time of a request",
            Buckets.HTTP_SECONDS, Names.METHOD, Names.ROUTE, Names.STATUS_CODE);
    public static final Metric ALERTS_FIRING = gauge("penstock.alerts.firing", "{alert}", "Alerts that fire, by rule",
            Names.RULE);
    public static final Metric WEBHOOK_DELIVERIES = counter("penstock.webhook.deliveries", "{message}",
            "Messages to webhooks", Names.RESULT);
    public static final Metric BUILD = gauge("penstock.build.info", "{build}", "1, with the version", Names.VERSION);
    public static final Metric JVM_MEMORY = gauge("jvm.memory.used", "By", "Memory in use", Names.MEMORY_TYPE);
    public static final Metric JVM_MEMORY_LIMIT = gauge("jvm.memory.limit", "By", "The most heap there may be",
            Names.MEMORY_TYPE);
    public static final Metric JVM_THREADS = gauge("jvm.thread.count", "{thread}", "Platform threads");

    /// What is done with its numbers.
    public enum Kind {
        COUNTER,
        /// A counter of fractions.
        AMOUNT, GAUGE, HISTOGRAM;

        /// The word of Prometheus.
        public String label() {
            return this == AMOUNT ? "counter" : name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final Kind kind;
    private final String unit;
    private final String says;
    private final List<Double> buckets;
    private final List<String> labels;

    private Metric(String id, Kind kind, String unit, String says, List<Double> buckets, String... labels) {
        this.id = id;
        this.kind = kind;
        this.unit = unit;
        this.says = says;
        this.buckets = buckets;
        this.labels = List.of(labels);
    }

    private static Metric counter(String id, String unit, String says, String... labels) {
        return listed(new Metric(id, Kind.COUNTER, unit, says, List.of(), labels));
    }

    private static Metric amount(String id, String unit, String says, String... labels) {
        return listed(new Metric(id, Kind.AMOUNT, unit, says, List.of(), labels));
    }

    private static Metric gauge(String id, String unit, String says, String... labels) {
        return listed(new Metric(id, Kind.GAUGE, unit, says, List.of(), labels));
    }

    private static Metric histogram(String id, String unit, String says, List<Double> buckets, String... labels) {
        return listed(new Metric(id, Kind.HISTOGRAM, unit, says, buckets, labels));
    }

    private static Metric listed(Metric metric) {
        ALL.add(metric);
        return metric;
    }

    /// All of them, in the order of the documentation.
    public static List<Metric> all() {
        return List.copyOf(ALL);
    }

    /// Its name over OTLP.
    public String id() {
        return id;
    }

    public Kind kind() {
        return kind;
    }

    /// As UCUM writes it; in braces what is merely counted.
    public String unit() {
        return unit;
    }

    /// What it is, in a few words.
    public String says() {
        return says;
    }

    /// Upper bounds; empty unless it is a histogram.
    public List<Double> buckets() {
        return buckets;
    }

    /// Names of its labels over OTLP.
    public List<String> labels() {
        return labels;
    }

    /// Its name in a scrape.
    public String scraped() {
        var name = id.replace('.', '_') + switch (unit) {
            case "s" -> "_seconds";
            case "By" -> "_bytes";
            default -> "";
        };
        return kind == Kind.COUNTER || kind == Kind.AMOUNT ? name + "_total" : name;
    }

    /// Names of its labels in a scrape.
    public List<String> scrapedLabels() {
        return labels.stream().map(label -> label.replace('.', '_')).toList();
    }

    private static final class Buckets {
        static final List<Double> GEN_AI_SECONDS = List.of(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24,
                20.48, 40.96, 81.92);
        static final List<Double> GEN_AI_TOKENS = List.of(1., 4., 16., 64., 256., 1024., 4096., 16384., 65536.,
                262144., 1048576., 4194304., 16777216., 67108864.);
        static final List<Double> ATTEMPT_SECONDS = List.of(.1, .25, .5, 1., 2., 3., 5., 8., 12., 20., 30., 60., 120.,
                300., 600.);
        static final List<Double> REQUEST_TOKENS = List.of(64., 256., 1024., 4096., 16384., 65536., 262144., 1048576.);
        static final List<Double> WAIT_SECONDS = List.of(.001, .01, .1, .5, 1., 5., 15., 60., 300., 1800.);
        static final List<Double> COMMIT_SECONDS = List.of(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1.,
                5.);
        static final List<Double> HTTP_SECONDS = List.of(.005, .01, .025, .05, .075, .1, .25, .5, .75, 1., 2.5, 5.,
                7.5, 10.);
    }
}
