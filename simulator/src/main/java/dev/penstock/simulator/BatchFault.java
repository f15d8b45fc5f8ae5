package dev.penstock.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One way a batch goes wrong, and which batches it hits.
///
/// @param rate share of the batches that it hits, drawn for each
/// @param fromBatch the first request for a batch that it can hit; the first one is 1, and those that were turned away count
/// @param toBatch inclusive
/// @param share of the batch that was answered before it ended, or of its lines that are hit; one line always is, in a batch
///     of four entries or more
/// @param delay how much later than usual a slow one is
/// @param times how many readings of its results are cut off
/// @param status of the answer to a request for a batch that is turned away
public record BatchFault(Kind kind, double rate, int fromBatch, int toBatch, double share, Duration delay, int times,
        int status) {
    private static final Duration USUAL_DELAY = Duration.ofHours(1);

    public BatchFault {
        checkShare("rate", rate);
        checkShare("share", share);
        if (fromBatch < 1 || toBatch < fromBatch) {
            throw new IllegalArgumentException(
                    "from-batch and to-batch need 1 <= from-batch <= to-batch, were " + fromBatch + ", " + toBatch);
        }
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
    }

    private static void checkShare(String key, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(key + " must be from 0 to 1, was " + share);
        }
    }

    /// What goes wrong. The label is the name in scenarios.
    public enum Kind {
        /// The request for a batch is turned away, with a 429 unless another status is given.
        TURNED_AWAY(0),
        /// The request for a batch breaks after the batch was made: the client never learns its id.
        LOST_REPLY(0),
        /// It takes much longer.
        SLOW(0),
        /// It runs out of time before all is answered.
        EXPIRED(0.5),
        /// Somebody cancels it.
        CANCELLED(0.5),
        /// It is refused as a whole: OpenAI says `token_limit_exceeded`, on Anthropic every entry errors.
        FAILED(0),
        /// Some entries end in errors that may heal.
        PARTLY_FAILED(0.3),
        /// Some results are missing, and billed.
        LOST_LINES(0.05),
        /// Some results come twice.
        DUPLICATE_LINES(0.05),
        /// There are results for ids that nobody sent.
        UNKNOWN_LINES(0.05),
        /// Some results are of a kind that nobody knows, and billed.
        STRANGE_LINES(0.05),
        /// Reading the results breaks half way.
        CUT_OFF(0);

        private final double usualShare;

        Kind(double usualShare) {
            this.usualShare = usualShare;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        double usualShare() {
            return usualShare;
        }

        /// The line that it hits always, so that no two kinds need the same one.
        int firstLine() {
            return switch (this) {
                case DUPLICATE_LINES -> 1;
                case UNKNOWN_LINES -> 2;
                case STRANGE_LINES -> 3;
                case TURNED_AWAY, LOST_REPLY, SLOW, EXPIRED, CANCELLED, FAILED, PARTLY_FAILED, LOST_LINES, CUT_OFF -> 0;
            };
        }

        static Optional<Kind> of(String label) {
            return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
        }

        static List<String> labels() {
            return Arrays.stream(values()).map(Kind::label).toList();
        }
    }

    /// One that hits every batch.
    public static BatchFault of(Kind kind) {
        return new BatchFault(kind, 1, 1, Integer.MAX_VALUE, kind.usualShare(), USUAL_DELAY, 1, 429);
    }

    public BatchFault withShare(double other) {
        return new BatchFault(kind, rate, fromBatch, toBatch, other, delay, times, status);
    }

    public BatchFault withRate(double other) {
        return new BatchFault(kind, other, fromBatch, toBatch, share, delay, times, status);
    }

    /// Only for these requests for a batch; both are included, the first one is 1.
    public BatchFault between(int from, int to) {
        return new BatchFault(kind, rate, from, to, share, delay, times, status);
    }

    public BatchFault withDelay(Duration other) {
        return new BatchFault(kind, rate, fromBatch, toBatch, share, other, times, status);
    }

    public BatchFault withTimes(int other) {
        return new BatchFault(kind, rate, fromBatch, toBatch, share, delay, other, status);
    }

    public BatchFault withStatus(int other) {
        return new BatchFault(kind, rate, fromBatch, toBatch, share, delay, times, other);
    }

    boolean covers(int number) {
        return number >= fromBatch && number <= toBatch;
    }
}
