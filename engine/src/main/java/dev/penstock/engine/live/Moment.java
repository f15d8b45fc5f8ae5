package dev.penstock.engine.live;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.limit.Limiter;
import dev.penstock.run.Progress;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A moment of a run as JSON: on the lines of `--json`, in the events of a server, and back again for a screen that follows
/// a run at work elsewhere. Numbers and names only.
public record Moment(Progress.Snapshot progress, Limiter.State endpoint, Pace.Reading pace) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// Without a time.
    public ObjectNode json(String run) {
        var node = JSON.objectNode().put("run", run);
        node.putObject("items")
                .put("total", progress.total())
                .put("accepted", progress.accepted())
                .put("deadLettered", progress.deadLettered())
                .put("discarded", progress.discarded())
                .put("pending", progress.pending());
        node.put("readingEnded", progress.readingEnded()).put("attempts", progress.attempts());
        node.put("inFlight", endpoint.inFlight()).put("requestsPerMinute", Math.round(pace.callsPerMinute()));
        node.put("usd", progress.costUsd().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString());
        var errors = node.putObject("errors");
        errors.set("retryable", counts(progress.retryable()));
        errors.set("nonRetryable", counts(progress.nonRetryable()));
        node.set("deadLetters", counts(progress.deadLetters()));
        node.putObject("latencyMs")
                .put("p50", progress.latency().p50())
                .put("p95", progress.latency().p95())
                .put("p99", progress.latency().p99());
        var eta = pace.eta();
        node.put("etaSeconds", eta == null ? null : eta.toSeconds());
        node.set("stopReasons", counts(progress.stopReasons()));
        putByPurpose(node);
        node.putObject("endpointState")
                .put("word", endpoint.word())
                .put("allowed", endpoint.allowed())
                .put("pausedForMs", endpoint.pausedFor().toMillis())
                .put("why", endpoint.why());
        return node;
    }

    private void putByPurpose(ObjectNode node) {
        var tokens = node.putObject("tokensByPurpose");
        new TreeMap<>(progress.usage()).forEach((purpose, usage) -> tokens.putObject(purpose.label())
                .put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite()));
        var cost = node.putObject("usdByPurpose");
        new TreeMap<>(progress.costUsd()).forEach((purpose, usd) -> cost.put(purpose.label(), usd.toPlainString()));
    }

    /// Reads what [#json] wrote.
    ///
    /// @throws IllegalArgumentException if it is something else
    public static Moment read(JsonNode node) {
        var items = node.path("items");
        var latency = node.path("latencyMs");
        var snapshot = new Progress.Snapshot(items.path("total").asLong(0), items.path("accepted").asLong(0),
                items.path("deadLettered").asLong(0), items.path("discarded").asLong(0),
                items.path("pending").asLong(0), node.path("attempts").asLong(0),
                node.path("readingEnded").asBoolean(false), usage(node.path("tokensByPurpose")),
                usd(node.path("usdByPurpose")), counted(node.at("/errors/retryable")),
                counted(node.at("/errors/nonRetryable")), counted(node.path("deadLetters")),
                counted(node.path("stopReasons")),
                new RunTotals.Latency(latency.path("p50").asLong(0), latency.path("p95").asLong(0),
                        latency.path("p99").asLong(0)));
        return new Moment(snapshot, endpoint(node), new Pace.Reading(node.path("requestsPerMinute").asDouble(0),
                Duration.ZERO, eta(node.path("etaSeconds"))));
    }

    private static Limiter.State endpoint(JsonNode node) {
        var endpoint = node.path("endpointState");
        var why = endpoint.path("why");
        return new Limiter.State(node.path("inFlight").asInt(0), endpoint.path("allowed").asInt(0),
                Duration.ofMillis(endpoint.path("pausedForMs").asLong(0)), endpoint.path("word").asString("open"),
                why.isString() ? why.stringValue() : null);
    }

    private static @Nullable Duration eta(JsonNode seconds) {
        return seconds.isNumber() ? Duration.ofSeconds(seconds.asLong()) : null;
    }

    private static Map<Purpose, Usage> usage(JsonNode byPurpose) {
        var usage = new EnumMap<Purpose, Usage>(Purpose.class);
        byPurpose.properties()
                .forEach(one -> usage.put(Purpose.of(one.getKey()),
                        new Usage(one.getValue().path("input").asLong(0), one.getValue().path("output").asLong(0),
                                one.getValue().path("cacheRead").asLong(0), one.getValue().path("cacheWrite").asLong(0),
                                0)));
        return usage;
    }

    private static Map<Purpose, BigDecimal> usd(JsonNode byPurpose) {
        var usd = new EnumMap<Purpose, BigDecimal>(Purpose.class);
        byPurpose.properties()
                .forEach(one -> usd.put(Purpose.of(one.getKey()), new BigDecimal(one.getValue().asString("0"))));
        return usd;
    }

    private static Map<String, Long> counted(JsonNode counts) {
        var read = new TreeMap<String, Long>();
        counts.properties().forEach(one -> read.put(one.getKey(), one.getValue().asLong(0)));
        return read;
    }

    private static ObjectNode counts(Map<String, Long> counts) {
        var node = JSON.objectNode();
        counts.forEach((name, count) -> node.put(name, count));
        return node;
    }
}
