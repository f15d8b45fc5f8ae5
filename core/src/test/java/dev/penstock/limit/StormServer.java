package dev.penstock.limit;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.item.Usage;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.QuotaReading.Dimension;
import dev.penstock.provider.QuotaReading.Level;
import dev.penstock.provider.Reply;
import dev.penstock.provider.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A provider in virtual time: token buckets, lognormal latencies, faults, overload, slots that queue. After `sim.py` of the
/// reference. It keeps books, and says nothing to the client that a provider would not say.
final class StormServer {
    private static final double TIMEOUT_SECONDS = 180;
    private static final double IDLE_SECONDS = 60;
    private static final Instant EPOCH = Instant.parse("2026-11-24T10:00:00Z");
    private static final int REQUESTS = 0;
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;

    private final VirtualTime time;
    private final StormScenario scenario;
    private final Random random;
    private final double[] perSecond;
    private final double[] depth;
    private final double[] level;
    private final PriorityQueue<Double> slots = new PriorityQueue<>();
    private final Deque<Double> accepted = new ArrayDeque<>();
    private double refilledAt;

    int sent;
    int rejected;
    int overloaded;
    int brokeAnswers;
    /// Calls sent after the first answer that the account is out of money had come back.
    int sentAfterBrokeKnown;
    long billedOutput;
    /// Output of calls that failed although it was generated, and not because the client gave up.
    long billedByFaults;
    /// When each call was let in.
    final List<Double> admissions = new ArrayList<>();

    private double brokeKnownAt = Double.POSITIVE_INFINITY;

    /// What comes back for a call.
    record Response(Reply reply, QuotaReading quota) {}

    StormServer(VirtualTime time, StormScenario scenario, long seed) {
        this.time = time;
        this.scenario = scenario;
        this.random = new Random(seed * 7_919 + 1);
        this.perSecond = new double[]{scenario.requestsPerMinute / 60, scenario.inputPerMinute / 60,
                scenario.outputPerMinute / 60};
        this.depth = new double[]{perSecond[REQUESTS] * scenario.burstSeconds, perSecond[INPUT] * scenario.burstSeconds,
                perSecond[OUTPUT] * scenario.burstSeconds};
        this.level = depth.clone();
        for (int i = 0; i < scenario.slots; i++) {
            slots.add(0.0);
        }
    }

    void call(int input, int output, double slowness, Consumer<Response> back) {
        sent++;
        double now = time.seconds();
        if (now >= scenario.brokeAt) {
            broke(now, back);
        } else if (random.nextDouble() < scenario.overload(now)) {
            overloaded++;
            answer(0.3 + 1.5 * random.nextDouble(), failed(new Failure.Overloaded(null, "529")), back);
        } else if (scenario.quota && !admits(now, input, back)) {
            rejected++;
        } else {
            admissions.add(now);
            serve(now, input, output, slowness, back);
        }
    }

    private void broke(double now, Consumer<Response> back) {
        brokeAnswers++;
        brokeKnownAt = Math.min(brokeKnownAt, now + 0.2);
        sentAfterBrokeKnown += now > brokeKnownAt ? 1 : 0;
        answer(0.2, failed(new Failure.AccountBlocked(Cause.KEY_REFUSED, "429 insufficient_quota")), back);
    }

    private boolean admits(double now, int input, Consumer<Response> back) {
        refill();
        if (scenario.acceleration > 0 && tooFast(now)) {
            reject(5, back);
            return false;
        }
        if (scenario.strays > 0 && random.nextDouble() < scenario.strays) {
            reject(1, back);
            return false;
        }
        double[] need = {1, input, scenario.reservesOutput ? scenario.maxOutputTokens : 1};
        double wait = 0;
        for (int d = 0; d < need.length; d++) {
            wait = Math.max(wait, (need[d] - level[d]) / (perSecond[d] * scenario.share(now)));
        }
        if (wait > 0) {
            if (scenario.rejectedCount) {
                level[REQUESTS] = Math.max(-0.2 * depth[REQUESTS], level[REQUESTS] - 1);
            }
            reject(wait, back);
            return false;
        }
        level[REQUESTS]--;
        level[INPUT] -= input;
        level[OUTPUT] -= scenario.reservesOutput ? scenario.maxOutputTokens : 0;
        accepted.addLast(now);
        return true;
    }

    private boolean tooFast(double now) {
        while (!accepted.isEmpty() && accepted.getFirst() < now - 70) {
            accepted.removeFirst();
        }
        long lately = accepted.stream().filter(at -> at > now - 10).count();
        double before = accepted.size() - lately;
        return lately >= Math.max(scenario.acceleration * 10, 2 * before / 6 + scenario.acceleration * 5);
    }

    private void reject(double wait, Consumer<Response> back) {
        var failure = new Failure.RateLimited(retryAfter(Math.max(1, Math.ceil(wait))), "429");
        answer(0.2, new Response(new Reply.Failed(failure, null, Usage.NONE, null), headers()), back);
    }

    private @Nullable Duration retryAfter(double seconds) {
        double draw = random.nextDouble();
        if (draw < scenario.withoutRetryAfter) {
            return null;
        }
        if (draw < scenario.withoutRetryAfter + scenario.retryAfterAsDate) {
            return RetryAfter.from(Map.of("retry-after", List.of(date(Math.ceil(time.seconds() + seconds))), "date",
                    List.of(date(Math.floor(time.seconds())))));
        }
        return RetryAfter.from(Map.of("retry-after", List.of(Integer.toString((int) seconds))));
    }

    private static String date(double seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(EPOCH.plusSeconds((long) seconds).atOffset(ZoneOffset.UTC));
    }

    private void serve(double now, int input, int output, double slowness, Consumer<Response> back) {
        double latency = Math.exp(Math.log(4) + 0.866 * slowness);
        double start = now;
        if (scenario.slots > 0) {
            start = Math.max(now, slots.remove());
            slots.add(start + latency);
        }
        if (random.nextDouble() < scenario.brownout(now)) {
            failFast(0.5, new Failure.ServerError("500"), back);
            return;
        }
        double generated = start + latency - now;
        double draw = random.nextDouble() / scenario.noise;
        if (draw < 0.003) {
            failFast(0.5, new Failure.ServerError("502"), back);
        } else if (draw < 0.005) {
            failAfterGenerating(generated, generated, output, new Failure.ServerError("500"), back);
        } else if (draw < 0.0065) {
            failFast(0.3, new Failure.ConnectionFailed(true, "reset"), back);
        } else if (draw < 0.008) {
            failAfterGenerating(generated - 0.3 * latency, generated, output,
                    new Failure.ConnectionFailed(true, "reset"), back);
        } else if (draw < 0.0085) {
            failAfterGenerating(IDLE_SECONDS + 0.5, generated, output, timedOut(), back);
        } else {
            time.after(generated, () -> debit(output));
            succeed(start - now, generated, input, output, back);
        }
    }

    private void succeed(double queued, double generated, int input, int output, Consumer<Response> back) {
        if (queued > IDLE_SECONDS || generated > TIMEOUT_SECONDS) {
            answer(queued > IDLE_SECONDS ? IDLE_SECONDS : TIMEOUT_SECONDS, failed(timedOut()), back);
            return;
        }
        time.after(generated, () -> back.accept(new Response(
                new Reply.Completed("{}", "end_turn", Usage.of(input, output), null), headers())));
    }

    private static Failure timedOut() {
        return new Failure.TimedOut(Duration.ofSeconds(60), "no reply");
    }

    private void failFast(double seconds, Failure failure, Consumer<Response> back) {
        if (scenario.reservesOutput && scenario.quota) {
            time.after(seconds, () -> giveBack(scenario.maxOutputTokens));
        }
        answer(seconds, failed(failure), back);
    }

    private void failAfterGenerating(double seconds, double generated, int output, Failure failure,
            Consumer<Response> back) {
        billedByFaults += output;
        time.after(generated, () -> debit(output));
        answer(seconds, failed(failure), back);
    }

    private static Response failed(Failure failure) {
        return new Response(new Reply.Failed(failure, null, Usage.NONE, null), QuotaReading.NONE);
    }

    private void answer(double seconds, Response response, Consumer<Response> back) {
        time.after(seconds, () -> back.accept(response));
    }

    private void debit(int output) {
        billedOutput += output;
        refill();
        if (scenario.reservesOutput) {
            giveBack(scenario.maxOutputTokens - output);
        } else {
            level[OUTPUT] -= output;
        }
    }

    private void giveBack(double tokens) {
        refill();
        level[OUTPUT] = Math.min(depth[OUTPUT], level[OUTPUT] + tokens);
    }

    private void refill() {
        double now = time.seconds();
        for (int d = 0; d < level.length; d++) {
            level[d] = Math.min(depth[d],
                    level[d] + perSecond[d] * scenario.share(refilledAt) * (now - refilledAt));
        }
        refilledAt = now;
    }

    private QuotaReading headers() {
        if (!scenario.headers) {
            return QuotaReading.NONE;
        }
        refill();
        return new QuotaReading(List.of(header(Dimension.REQUESTS, REQUESTS, 1),
                header(Dimension.INPUT_TOKENS, INPUT, 1_000), header(Dimension.OUTPUT_TOKENS, OUTPUT, 1_000)));
    }

    private Level header(Dimension dimension, int d, int rounded) {
        return new Level(dimension, Math.round(perSecond[d] * 60 * scenario.limitFactor),
                ((long) Math.max(0, level[d] * scenario.remainingFactor / rounded)) * rounded);
    }
}
