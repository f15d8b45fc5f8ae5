package dev.penstock.engine.signal;

import static dev.penstock.engine.signal.Metric.Kind.AMOUNT;
import static dev.penstock.engine.signal.Metric.Kind.COUNTER;
import static dev.penstock.engine.signal.Metric.Kind.GAUGE;
import static dev.penstock.engine.signal.Metric.Kind.HISTOGRAM;

import java.util.List;
import java.util.Locale;

/// Every metric there is, with its labels. The names are OpenTelemetry's; [#scraped] says what Prometheus sees.
@SuppressWarnings("ImmutableEnumChecker") // every list comes from List.of
public enum Metric {
    OPERATION_DURATION("gen_ai.client.operation.duration", HISTOGRAM, "s", "Time of a call, sent to reply",
            Buckets.GEN_AI_SECONDS, Names.OPERATION, Names.PROVIDER, Names.REQUEST_MODEL,
            Names.ERROR_TYPE), TOKEN_USAGE("gen_ai.client.token.usage", HISTOGRAM, "{token}",
                    "Tokens of a call that was billed", Buckets.GEN_AI_TOKENS, Names.OPERATION, Names.PROVIDER,
                    Names.REQUEST_MODEL, Names.TOKEN_TYPE), ATTEMPTS("penstock.attempts", COUNTER, "{attempt}",
                            "Calls that were booked", Names.TASK, Names.ENDPOINT, Names.MODEL, Names.PURPOSE,
                            Names.MODE), ATTEMPT_FAILURES("penstock.attempt.failures", COUNTER, "{attempt}",
                                    "Booked calls without an acceptable reply", Names.TASK, Names.ENDPOINT, Names.MODEL,
                                    Names.FAILURE, Names.RETRYABLE), ATTEMPT_DURATION("penstock.attempt.duration",
                                            HISTOGRAM, "s", "Time of a call that brought a whole reply",
                                            Buckets.ATTEMPT_SECONDS, Names.TASK, Names.ENDPOINT,
                                            Names.MODEL), TOKENS("penstock.tokens", COUNTER, "{token}",
                                                    "Tokens as booked; input holds the cached ones", Names.TASK,
                                                    Names.ENDPOINT, Names.MODEL, Names.DIRECTION,
                                                    Names.PURPOSE), BOILERPLATE("penstock.boilerplate.input.tokens",
                                                            COUNTER, "{token}",
                                                            "Input tokens spent on the fixed part of the prompt, an estimate",
                                                            Names.TASK, Names.MODEL), REQUEST_TOKENS(
                                                                    "penstock.request.tokens", HISTOGRAM, "{token}",
                                                                    "Tokens of a call that was billed",
                                                                    Buckets.REQUEST_TOKENS, Names.TASK, Names.MODEL,
                                                                    Names.DIRECTION), COST("penstock.cost.usd", AMOUNT,
                                                                            "{USD}",
                                                                            "Dollars as booked; the ledger is exact",
                                                                            Names.TASK, Names.ENDPOINT, Names.MODEL,
                                                                            Names.PURPOSE), STOP_REASONS(
                                                                                    "penstock.stop_reasons", COUNTER,
                                                                                    "{reply}", "Why replies ended",
                                                                                    Names.TASK, Names.MODEL,
                                                                                    Names.STOP_REASON), ITEMS(
                                                                                            "penstock.items", COUNTER,
                                                                                            "{item}",
                                                                                            "Items that ended",
                                                                                            Names.TASK,
                                                                                            Names.OUTCOME), ITEMS_PENDING(
                                                                                                    "penstock.items.pending",
                                                                                                    GAUGE, "{item}",
                                                                                                    "Items read and not ended, of runs at work",
                                                                                                    Names.TASK,
                                                                                                    Names.MODE), DEAD_LETTERS(
                                                                                                            "penstock.dead_letters",
                                                                                                            COUNTER,
                                                                                                            "{item}",
                                                                                                            "Items that became dead letters",
                                                                                                            Names.TASK,
                                                                                                            Names.REASON), DEAD_LETTERS_OPEN(
                                                                                                                    "penstock.dead_letters.open",
                                                                                                                    GAUGE,
                                                                                                                    "{item}",
                                                                                                                    "Dead letters that wait for a person",
                                                                                                                    Names.TASK), DEAD_LETTERS_OLDEST(
                                                                                                                            "penstock.dead_letters.oldest",
                                                                                                                            GAUGE,
                                                                                                                            "s",
                                                                                                                            "Age of the oldest dead letter that waits",
                                                                                                                            Names.TASK), REVIEWS(
                                                                                                                                    "penstock.reviews",
                                                                                                                                    COUNTER,
                                                                                                                                    "{decision}",
                                                                                                                                    "Decisions about dead letters made here",
                                                                                                                                    Names.TASK,
                                                                                                                                    Names.ACTION), CHECKS(
                                                                                                                                            "penstock.checks",
                                                                                                                                            COUNTER,
                                                                                                                                            "{reply}",
                                                                                                                                            "What checks said",
                                                                                                                                            Names.TASK,
                                                                                                                                            Names.CHECK,
                                                                                                                                            Names.VERDICT), SAMPLES(
                                                                                                                                                    "penstock.samples",
                                                                                                                                                    COUNTER,
                                                                                                                                                    "{sample}",
                                                                                                                                                    "Samples kept",
                                                                                                                                                    Names.TASK), SAMPLE_REVIEWS(
                                                                                                                                                            "penstock.sample.reviews",
                                                                                                                                                            COUNTER,
                                                                                                                                                            "{verdict}",
                                                                                                                                                            "Verdicts on samples given here",
                                                                                                                                                            Names.TASK,
                                                                                                                                                            Names.VERDICT), IN_FLIGHT(
                                                                                                                                                                    "penstock.in_flight",
                                                                                                                                                                    GAUGE,
                                                                                                                                                                    "{call}",
                                                                                                                                                                    "Calls being made",
                                                                                                                                                                    Names.ENDPOINT,
                                                                                                                                                                    Names.MODEL), LIMIT(
                                                                                                                                                                            "penstock.limit.per_minute",
                                                                                                                                                                            GAUGE,
                                                                                                                                                                            "{unit}",
                                                                                                                                                                            "What an endpoint is held to in a minute",
                                                                                                                                                                            Names.ENDPOINT,
                                                                                                                                                                            Names.MODEL,
                                                                                                                                                                            Names.RESOURCE,
                                                                                                                                                                            Names.SOURCE), PERMIT_WAIT(
                                                                                                                                                                                    "penstock.permit.wait",
                                                                                                                                                                                    HISTOGRAM,
                                                                                                                                                                                    "s",
                                                                                                                                                                                    "Time a call waited until its endpoint let it through",
                                                                                                                                                                                    Buckets.WAIT_SECONDS,
                                                                                                                                                                                    Names.ENDPOINT,
                                                                                                                                                                                    Names.MODEL), ENDPOINT_STATE(
                                                                                                                                                                                            "penstock.endpoint.state",
                                                                                                                                                                                            GAUGE,
                                                                                                                                                                                            "{state}",
                                                                                                                                                                                            "1 for the state an endpoint is in, 0 for the others",
                                                                                                                                                                                            Names.ENDPOINT,
                                                                                                                                                                                            Names.MODEL,
                                                                                                                                                                                            Names.STATE), BUDGET_SPENT(
                                                                                                                                                                                                    "penstock.budget.spent_ratio",
                                                                                                                                                                                                    GAUGE,
                                                                                                                                                                                                    "{share}",
                                                                                                                                                                                                    "Spent share of a run's budget, the most of the task's runs at work",
                                                                                                                                                                                                    Names.TASK), BUDGET_RESERVED(
                                                                                                                                                                                                            "penstock.budget.reserved_usd",
                                                                                                                                                                                                            GAUGE,
                                                                                                                                                                                                            "{USD}",
                                                                                                                                                                                                            "Dollars taken aside for calls in flight, the most of the task's runs at work",
                                                                                                                                                                                                            Names.TASK), RUNS_ACTIVE(
                                                                                                                                                                                                                    "penstock.runs.active",
                                                                                                                                                                                                                    GAUGE,
                                                                                                                                                                                                                    "{run}",
                                                                                                                                                                                                                    "Runs at work, days of generations included",
                                                                                                                                                                                                                    Names.TASK), RUNS_FINISHED(
                                                                                                                                                                                                                            "penstock.runs.finished",
                                                                                                                                                                                                                            COUNTER,
                                                                                                                                                                                                                            "{run}",
                                                                                                                                                                                                                            "Runs that ended",
                                                                                                                                                                                                                            Names.TASK,
                                                                                                                                                                                                                            Names.STATUS), RUNS_ZERO_ACCEPTED(
                                                                                                                                                                                                                                    "penstock.runs.zero_accepted",
                                                                                                                                                                                                                                    COUNTER,
                                                                                                                                                                                                                                    "{run}",
                                                                                                                                                                                                                                    "Runs that ended with items and nothing accepted",
                                                                                                                                                                                                                                    Names.TASK), LAST_PROGRESS(
                                                                                                                                                                                                                                            "penstock.last_progress.timestamp",
                                                                                                                                                                                                                                            GAUGE,
                                                                                                                                                                                                                                            "s",
                                                                                                                                                                                                                                            "When an item ended last, or a run began; Unix time",
                                                                                                                                                                                                                                            Names.TASK), UNCONFIRMED(
                                                                                                                                                                                                                                                    "penstock.unconfirmed.attempts",
                                                                                                                                                                                                                                                    COUNTER,
                                                                                                                                                                                                                                                    "{attempt}",
                                                                                                                                                                                                                                                    "Calls of unknown usage, booked at what was reserved",
                                                                                                                                                                                                                                                    Names.ENDPOINT), STORE_COMMIT(
                                                                                                                                                                                                                                                            "penstock.store.commit",
                                                                                                                                                                                                                                                            HISTOGRAM,
                                                                                                                                                                                                                                                            "s",
                                                                                                                                                                                                                                                            "Time of a commit",
                                                                                                                                                                                                                                                            Buckets.COMMIT_SECONDS), STORE_QUEUE(
                                                                                                                                                                                                                                                                    "penstock.store.queue.items",
                                                                                                                                                                                                                                                                    GAUGE,
                                                                                                                                                                                                                                                                    "{write}",
                                                                                                                                                                                                                                                                    "Writes that wait to be committed"), HTTP(
                                                                                                                                                                                                                                                                            "http.server.request.duration",
                                                                                                                                                                                                                                                                            HISTOGRAM,
                                                                                                                                                                                                                                                                            "s",
                                                                                                                                                                                                                                                                            "Time of a request",
                                                                                                                                                                                                                                                                            Buckets.HTTP_SECONDS,
                                                                                                                                                                                                                                                                            Names.METHOD,
                                                                                                                                                                                                                                                                            Names.ROUTE,
                                                                                                                                                                                                                                                                            Names.STATUS_CODE), BUILD(
                                                                                                                                                                                                                                                                                    "penstock.build.info",
                                                                                                                                                                                                                                                                                    GAUGE,
                                                                                                                                                                                                                                                                                    "{build}",
                                                                                                                                                                                                                                                                                    "1, with the version",
                                                                                                                                                                                                                                                                                    Names.VERSION), JVM_MEMORY(
                                                                                                                                                                                                                                                                                            "jvm.memory.used",
                                                                                                                                                                                                                                                                                            GAUGE,
                                                                                                                                                                                                                                                                                            "By",
                                                                                                                                                                                                                                                                                            "Memory in use",
                                                                                                                                                                                                                                                                                            Names.MEMORY_TYPE), JVM_MEMORY_LIMIT(
                                                                                                                                                                                                                                                                                                    "jvm.memory.limit",
                                                                                                                                                                                                                                                                                                    GAUGE,
                                                                                                                                                                                                                                                                                                    "By",
                                                                                                                                                                                                                                                                                                    "The most heap there may be",
                                                                                                                                                                                                                                                                                                    Names.MEMORY_TYPE), JVM_THREADS(
                                                                                                                                                                                                                                                                                                            "jvm.thread.count",
                                                                                                                                                                                                                                                                                                            GAUGE,
                                                                                                                                                                                                                                                                                                            "{thread}",
                                                                                                                                                                                                                                                                                                            "Platform threads");

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

    Metric(String id, Kind kind, String unit, String says, String... labels) {
        this(id, kind, unit, says, List.of(), labels);
    }

    Metric(String id, Kind kind, String unit, String says, List<Double> buckets, String... labels) {
        this.id = id;
        this.kind = kind;
        this.unit = unit;
        this.says = says;
        this.buckets = buckets;
        this.labels = List.of(labels);
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
        return kind == COUNTER || kind == AMOUNT ? name + "_total" : name;
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
