package dev.penstock.engine.signal;

import dev.penstock.item.Failure;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.run.Endpoint;
import dev.penstock.run.Recorder;
import dev.penstock.store.AttemptIntent;
import dev.penstock.store.Conclusion;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns what happens in a run into metrics, and hands it on to its trace. Safe for use by many threads.
final class RunRecorder implements Recorder {
    private final RunRow run;
    private final Meters meters;
    private final Recorder trace;
    private final Function<String, Peer> peers;
    private final Runnable progressed;

    /// @param peers who answers at an endpoint
    /// @param progressed called whenever an item ends
    RunRecorder(RunRow run, Meters meters, Recorder trace, Function<String, Peer> peers, Runnable progressed) {
        this.run = run;
        this.meters = meters;
        this.trace = trace;
        this.peers = peers;
        this.progressed = progressed;
    }

    @Override
    public void booked(Booked attempt) {
        var intent = attempt.intent();
        var conclusion = attempt.conclusion();
        var peer = peers.apply(intent.endpoint());
        var usage = conclusion.usage();
        count(intent, conclusion.purpose(), conclusion.costUsd(), usage);
        if (usage != null && usage.input() > 0) {
            billed(intent, peer, "input", (double) usage.input());
            billed(intent, peer, "output", (double) usage.output());
        }
        if (conclusion.failure() != null) {
            failed(intent, conclusion.failure());
        }
        if (intent.batch() == null) {
            timed(attempt, peer);
        }
        said(intent, conclusion);
        trace.booked(attempt);
    }

    @Override
    public void lost(List<AttemptIntent> attempts) {
        for (var intent : attempts) {
            count(intent, Purpose.UNCONFIRMED, intent.reservedUsd(), null);
            failed(intent, new Failure.ConnectionFailed(true, ""));
        }
    }

    @Override
    public void waited(Endpoint endpoint, Duration time) {
        meters.record(Metric.PERMIT_WAIT, seconds(time), endpoint.name(), endpoint.model());
    }

    @Override
    public void accepted(long seq) {
        meters.count(Metric.ITEMS, 1, run.task(), Names.ACCEPTED);
        progressed.run();
        trace.accepted(seq);
    }

    @Override
    public void deadLettered(long seq, String reason) {
        dead(reason, 1);
        trace.deadLettered(seq, reason);
    }

    @Override
    public void unusable(int records) {
        dead("bad-input", records);
    }

    @Override
    public void left(long seq) {
        trace.left(seq);
    }

    @Override
    public void sampled() {
        meters.count(Metric.SAMPLES, 1, run.task());
    }

    private void dead(String reason, int items) {
        meters.count(Metric.ITEMS, items, run.task(), Names.DEAD_LETTERED);
        meters.count(Metric.DEAD_LETTERS, items, run.task(), reason);
        progressed.run();
    }

    /// @param usage null when it is unknown: then what was reserved is booked
    private void count(AttemptIntent intent, Purpose purpose, BigDecimal costUsd, @Nullable Usage usage) {
        var booked = usage == null ? Usage.of(intent.reservedInput(), intent.maxOutputTokens()) : usage;
        meters.count(Metric.ATTEMPTS, 1, run.task(), intent.endpoint(), intent.model(), purpose.label(), mode(intent));
        meters.add(Metric.COST, costUsd.doubleValue(), run.task(), intent.endpoint(), intent.model(), purpose.label());
        tokens(intent, "input", booked.input(), purpose);
        tokens(intent, "output", booked.output(), purpose);
        tokens(intent, "cache_read", booked.cacheRead(), purpose);
        tokens(intent, "cache_write", booked.cacheWrite(), purpose);
        if (purpose == Purpose.UNCONFIRMED) {
            meters.count(Metric.UNCONFIRMED, 1, intent.endpoint());
        } else if (intent.requestBytes() > 0) {
            meters.count(Metric.BOILERPLATE, booked.input() * intent.fixedBytes() / intent.requestBytes(), run.task(),
                    intent.model());
        }
    }

    /// How it was sent: a run that begins with batches may ask the rest one by one.
    static String mode(AttemptIntent intent) {
        return intent.batch() == null ? "sync" : "batch";
    }

    private void tokens(AttemptIntent intent, String direction, long tokens, Purpose purpose) {
        meters.count(Metric.TOKENS, tokens, run.task(), intent.endpoint(), intent.model(), direction, purpose.label());
    }

    private void billed(AttemptIntent intent, Peer peer, String direction, double tokens) {
        meters.record(Metric.REQUEST_TOKENS, tokens, run.task(), intent.model(), direction);
        meters.record(Metric.TOKEN_USAGE, tokens, Names.CHAT, peer.provider(), intent.model(), direction);
    }

    private void failed(AttemptIntent intent, Failure failure) {
        meters.count(Metric.ATTEMPT_FAILURES, 1, run.task(), intent.endpoint(), intent.model(), failure.reason(),
                Boolean.toString(failure.retryable()));
        if (failure.repairable()) {
            meters.count(Metric.CHECKS, 1, run.task(), failure.reason(), "rejected");
        }
    }

    private void timed(Booked attempt, Peer peer) {
        var intent = attempt.intent();
        var failure = attempt.conclusion().failure();
        meters.record(Metric.OPERATION_DURATION, seconds(attempt.latency()), Names.CHAT, peer.provider(),
                intent.model(), failure == null ? "" : failure.reason());
        if (attempt.timed()) {
            meters.record(Metric.ATTEMPT_DURATION, seconds(attempt.latency()), run.task(), intent.endpoint(),
                    intent.model());
        }
    }

    private void said(AttemptIntent intent, Conclusion conclusion) {
        var stopReason = conclusion.stopReason();
        if (stopReason != null) {
            meters.count(Metric.STOP_REASONS, 1, run.task(), intent.model(), StopReasons.word(stopReason));
        }
        for (var flag : conclusion.flags()) {
            meters.count(Metric.CHECKS, 1, run.task(), flag.split(":", 2)[0], "flagged");
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
