package dev.penstock.cli;

import dev.penstock.engine.live.Pace;
import dev.penstock.item.Evidence;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.OutputMode;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.run.Progress;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values that screens are tested with.
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-23T12:04:10Z");

    /// What an attacker or a confused model puts into text: title and clipboard sequences, colour, cursor movement, C1
    /// controls, bidi overrides, zero width, tags, a lone surrogate, line separators.
    static final String HOSTILE = "a\u001b]0;owned\u0007b\u001b[2Jc\rd\u009b31me\u202ef\u2066g\u200bh\u0000i\u007fj"
            + "\ufeffk\udb40\udc41l\ud800m\u2028n\bo\u001b]8;;http://x\u001b\\p";

    private Samples() {}

    static RunRow run() {
        return new RunRow("r_7F3K", "ticket-triage", "sha256:9c1e4b77aa", "a41f0c2bd1", "claude", "claude-haiku-4-5",
                "sync", OutputMode.JSON_SCHEMA, "tickets.jsonl", "00", null, "out/r_7F3K", new BigDecimal("25.00"),
                true, RunStatus.RUNNING,
                null,
                NOON, NOON, 0);
    }

    static Progress.Snapshot snapshot() {
        return new Progress.Snapshot(10_000, 7_102, 37, 0, 2_861, 7_412, true,
                Map.of(Purpose.USEFUL, new Usage(3_900_000, 300_000, 2_418_000, 0, 0), Purpose.REPAIR,
                        Usage.of(200_000, 10_000)),
                Map.of(Purpose.USEFUL, new BigDecimal("3.20"), Purpose.RETRY, new BigDecimal("0.04"), Purpose.REPAIR,
                        new BigDecimal("0.11"), Purpose.REJECTED, new BigDecimal("0.05"), Purpose.UNCONFIRMED,
                        new BigDecimal("0.01")),
                new TreeMap<>(Map.of("rate-limited", 212L, "overloaded", 8L, "timed-out", 3L)),
                new TreeMap<>(Map.of("invalid-request", 2L)),
                new TreeMap<>(Map.of("schema-mismatch", 21L, "ungrounded", 9L, "refused", 7L)),
                new TreeMap<>(Map.of("end_turn", 7_051L, "max_tokens", 86L)), new RunTotals.Latency(912, 2_431, 6_100));
    }

    static RunView view() {
        return new RunView(run(), snapshot(), new Limiter.State(41, 180, Duration.ZERO, "open", null, 0, traffic()),
                new Pace.Reading(181.4, Duration.ofMinutes(39), Duration.ofSeconds(250)));
    }

    static Limiter.Traffic traffic() {
        return new Limiter.Traffic(List.of(new Limiter.Quota(Dimension.REQUESTS, 200, 200),
                new Limiter.Quota(Dimension.OUTPUT_TOKENS, 400_000, null)), 180.0, Dimension.REQUESTS, Duration.ZERO,
                7_102, 212, 11);
    }

    /// The run just began: nothing is known yet, and the endpoint waits.
    static RunView beginning() {
        var nothing = new Progress.Snapshot(512, 0, 0, 0, 512, 3, false, Map.of(), Map.of(), Map.of("rate-limited", 1L),
                Map.of(), Map.of(), Map.of(), new RunTotals.Latency(0, 0, 0));
        return new RunView(run(), nothing, new Limiter.State(0, 4, Duration.ofMillis(3_400), "pacing",
                "429, asked to wait 3.4 s", 2, new Limiter.Traffic(List.of(), 24.0, null, Duration.ZERO, 0, 1, 0)),
                new Pace.Reading(0, Duration.ZERO, null));
    }

    static DeadLetterRow deadLetter() {
        return letter("dl_9Q2", "item-4411",
                "{\"ticket\":\"My order A-77821 never came, and nobody answers the phone.\"}",
                "order_id \"A-77812\" is not in the input");
    }

    static DeadLetterRow letter(String id, String itemId, String record, String detail) {
        return new DeadLetterRow(id, new Item("r_7F3K", 4410, 4411, itemId, record), "ticket-triage", "ungrounded",
                detail,
                List.of(new Evidence("grounding", "extract", "/order_id", detail, "A-77812")), "open", 1, NOON);
    }

    static List<AttemptRow> attempts() {
        return List.of(attempt(1, "rate-limited", 429, null, null, Usage.NONE),
                attempt(2, "schema-mismatch", 200, "end_turn",
                        "{\"priority\":\"urgent\"}", Usage.of(512, 31)),
                attempt(3, "ungrounded", 200, "end_turn",
                        "{\"priority\":\"p1\",\"order_id\":\"A-77812\",\"reason\":\"Customer reports a missing order.\"}",
                        Usage.of(602, 44)));
    }

    static AttemptRow attempt(int n, String failure, int status, @org.jspecify.annotations.Nullable String stop,
            @org.jspecify.annotations.Nullable String reply, Usage usage) {
        var intent = new AttemptIntent("r_7F3K", 4410, n, AttemptIntent.Ask.PROMPT, "r_7F3K.4410." + n, "claude",
                "claude-haiku-4-5", "sha256:9c1e4b77aa", 300, 2_000, 1_500, 2_000, BigDecimal.ONE, true, NOON);
        var evidence = reply == null
                ? List.<Evidence>of()
                : List.of(new Evidence("grounding", "extract", "/order_id",
                        "`order_id` must be copied from the input, and \"A-77812\" is not there", "A-77812"));
        return new AttemptRow(n, intent, null, true,
                n == 3 ? Purpose.REJECTED : n == 2 ? Purpose.REPAIR : Purpose.RETRY,
                failure, failure, evidence, List.of(), stop, usage,
                new BigDecimal("0.0000010").multiply(BigDecimal.valueOf(usage.input() + 5 * usage.output())),
                "req_" + n,
                status, 912L * n, reply);
    }
}
