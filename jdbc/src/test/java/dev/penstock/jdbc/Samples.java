package dev.penstock.jdbc;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.OutputMode;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.Conclusion;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import dev.penstock.store.PromptVersionRow;
import dev.penstock.store.ReviewRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Signature;
import dev.penstock.store.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Rows to fill a store with.
final class Samples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String RUN = "triage-1";
    static final String VERSION = "sha256:" + "0".repeat(64);
    static final Usage USAGE = new Usage(100, 20, 40, 0, 0);
    static final BigDecimal COST = new BigDecimal("0.000200");
    static final BigDecimal RESERVED = new BigDecimal("0.001000000000");
    static final Failure SERVER_ERROR = new Failure.ServerError("500");
    static final Failure MISMATCH = new Failure.SchemaMismatch("priority is not allowed", List.of(
            new Evidence("schema", "enum", "/priority", "priority must be p1 or p2, was p9", "p9")));

    static final String REPLY_TEXT = "{\"priority\":\"p9\"}";

    private Samples() {}

    static RunRow run(String id) {
        return new RunRow(id, "ticket-triage", VERSION, "abc123", "claude", "claude-haiku-4-5", "sync", OutputMode.TOOL,
                "in.jsonl",
                "hash", 1000L, "out/" + id, new BigDecimal("25.000000000000"), true, RunStatus.RUNNING, null, NOON,
                NOON,
                0);
    }

    /// A day of generations: a run without an input.
    static RunRow generations(String id) {
        return new RunRow(id, "ticket-triage", VERSION, null, "claude", "claude-haiku-4-5", "sync", OutputMode.PROMPT,
                "", "", null, "out/" + id, null, true, RunStatus.OPEN, null, NOON, NOON, 0);
    }

    /// A run with items 0 .. count-1, all waiting.
    static void start(Store store, String run, int count) {
        store.runs()
                .savePromptVersion(
                        new PromptVersionRow(VERSION, "ticket-triage", "abc123", Map.of("user.md", "Triage {{ text }}"),
                                NOON));
        store.runs().create(run(run));
        store.journal().addItems(run, items(run, 0, count), new InputPosition(count * 50L, count, count, true), NOON);
    }

    static List<NewItem> items(String run, long from, long to) {
        return LongStream.range(from, to).mapToObj(seq -> item(run, seq, "item-" + seq)).toList();
    }

    static NewItem item(String run, long seq, String id) {
        return new NewItem(new Item(run, seq, seq + 1, id, "{\"text\":\"ticket " + seq + "\"}"), null);
    }

    static AttemptIntent intent(String run, long seq, int n) {
        return new AttemptIntent(run, seq, n, AttemptIntent.Ask.PROMPT, "call-" + seq + "-" + n, "claude",
                "claude-haiku-4-5", VERSION, 300, 1000, 400, 1000, RESERVED, true, NOON.plusSeconds(n));
    }

    static Exchange.Received reply(int status, long millis) {
        return new Exchange.Received(status, Map.of("request-id", List.of("req_1")), Body.of("{\"ok\":true}"), false,
                Duration.ofMillis(millis));
    }

    static Exchange.Broken broken(Exchange.Broken.Cause cause) {
        return new Exchange.Broken(cause, "connection reset", Duration.ofMillis(7));
    }

    static Conclusion useful(long attempt, String run, long seq) {
        return new Conclusion(attempt, run, seq, Purpose.USEFUL, null, List.of(), "end_turn", USAGE, COST, "req_1",
                null);
    }

    static Conclusion failed(long attempt, String run, long seq, Purpose purpose, Failure failure,
            @Nullable Usage usage, BigDecimal cost) {
        return new Conclusion(attempt, run, seq, purpose, failure, List.of(), null, usage, cost, null,
                failure.repairable() ? REPLY_TEXT : null);
    }

    static Conclusion rejected(long attempt, String run, long seq) {
        return failed(attempt, run, seq, Purpose.REJECTED, MISMATCH, USAGE, COST);
    }

    /// Sends and receives an attempt.
    static long received(Store store, String run, long seq, int n) {
        long attempt = store.journal().intend(intent(run, seq, n));
        store.journal().received(attempt, reply(200, 10), NOON.plusSeconds(60));
        return attempt;
    }

    /// Takes an item all the way to accepted.
    static void accept(Store store, String run, long seq) {
        store.journal()
                .accept(useful(received(store, run, seq, 1), run, seq), "{\"n\":" + seq + "}",
                        NOON.plusSeconds(61));
    }

    static Signature by(String actor, @Nullable String reason) {
        return new Signature(actor, reason, NOON);
    }

    static DeadLetters.Acceptance asItIs(String output) {
        return new DeadLetters.Acceptance(output, false, "reviewed", null, VERSION);
    }

    static DeadLetters.Acceptance corrected(String output) {
        return new DeadLetters.Acceptance(output, true, "corrected", null, VERSION);
    }

    /// A decision about an item that was asked with [#VERSION].
    static ReviewRow review(String id, String actor, String action, @Nullable String reason, @Nullable String before,
            @Nullable String after, @Nullable String promptAfter) {
        return new ReviewRow(id, actor, action, reason, null, new ReviewRow.Change(before, after),
                new ReviewRow.Change(VERSION, promptAfter), NOON);
    }

    /// Takes an item all the way to its dead letter.
    static String bury(Store store, String run, long seq) {
        return store.journal()
                .deadLetter(rejected(received(store, run, seq, 1), run, seq), MISMATCH,
                        NOON.plusSeconds(61));
    }
}
