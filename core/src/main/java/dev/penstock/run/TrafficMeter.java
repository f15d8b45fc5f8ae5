package dev.penstock.run;

import dev.penstock.item.Failure;
import dev.penstock.run.Traffic.Large;
import dev.penstock.run.Traffic.Line;
import dev.penstock.store.Conclusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts the calls of a run by who was asked what. The caller holds the lock.
final class TrafficMeter {
    private final Map<Line, Tally> tallies = new HashMap<>();

    private static final class Tally {
        private final LatencyHistogram latencies = new LatencyHistogram();
        private final List<Large> largest = new ArrayList<>();
        private long calls;
        private long retryable;
        private long nonRetryable;
        private long replies;
        private long truncated;
        private long metered;
        private long tokens;
    }

    /// @param latencyMillis null when there is no reply
    void add(Line line, String itemId, Conclusion conclusion, @Nullable Long latencyMillis) {
        var tally = tallies.computeIfAbsent(line, _ -> new Tally());
        tally.calls++;
        var failure = conclusion.failure();
        if (failure != null) {
            tally.retryable += failure.retryable() ? 1 : 0;
            tally.nonRetryable += refused(failure) ? 1 : 0;
            tally.truncated += failure instanceof Failure.Truncated ? 1 : 0;
        }
        tally.replies += conclusion.stopReason() == null ? 0 : 1;
        var usage = conclusion.usage();
        if (usage != null && usage.input() + usage.output() > 0) {
            meter(tally, new Large(itemId, usage.input() + usage.output()));
        }
        if (latencyMillis != null) {
            tally.latencies.record(latencyMillis);
        }
    }

    /// The largest calls are those since it was read last.
    Map<Line, Traffic> read() {
        var read = new HashMap<Line, Traffic>();
        tallies.forEach((line, tally) -> {
            read.put(line, new Traffic(tally.calls, tally.retryable, tally.nonRetryable, tally.replies,
                    tally.truncated, tally.metered, tally.tokens, tally.latencies.counts(), tally.largest));
            tally.largest.clear();
        });
        return read;
    }

    private static void meter(Tally tally, Large call) {
        tally.metered++;
        tally.tokens += call.tokens();
        tally.largest.add(call);
        if (tally.largest.size() > Traffic.MOST_LARGE) {
            tally.largest.remove(tally.largest.stream().min(Comparator.comparingLong(Large::tokens)).orElseThrow());
        }
    }

    /// The provider will refuse the same request again.
    private static boolean refused(Failure failure) {
        return switch (failure) {
            case Failure.InvalidRequest _,Failure.ContextTooLong _,Failure.AccountBlocked _ -> true;
            case Failure.RateLimited _,Failure.Overloaded _,Failure.ServerError _,Failure.ConnectionFailed _,Failure.TimedOut _ ->
                false;
            case Failure.Refused _,Failure.Truncated _,Failure.Unparseable _,Failure.SchemaMismatch _,Failure.Placeholder _,Failure.Ungrounded _,Failure.RuleBroken _,Failure.WrongLanguage _,Failure.Disagreement _,Failure.JudgedWrong _,Failure.BadInput _,Failure.TemplateError _ ->
                false;
        };
    }
}
