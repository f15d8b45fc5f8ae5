package dev.penstock.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One batch from its creation to its results. What is true of it at a moment follows from its times alone; [Batches] guards
/// it.
final class BatchJob {
    private static final long NEVER = Long.MAX_VALUE;

    /// What it was made of, and when.
    ///
    /// @param label null when no Penstock made it
    /// @param inputFile null where there is none
    /// @param metadata as it was sent
    /// @param createdNanos in simulated time since the start
    /// @param sinceFirst the same since the first call
    record Origin(Wire wire, String id, @Nullable String label, @Nullable String inputFile, JsonNode metadata,
            Instant createdAt, long createdNanos, Duration sinceFirst) {}

    /// One request in it.
    ///
    /// @param body what a call of its own would have sent
    record Entry(String customId, JsonNode body) {}

    /// One answered entry.
    ///
    /// @param reply body of the response, in the provider's shape
    /// @param call as it was booked
    record Answered(Entry entry, int status, ObjectNode reply, Call call) {}

    /// How it stands.
    enum Stage {
        CHECKING, WORKING, CANCELLING, COMPLETED, EXPIRED, CANCELLED, FAILED;

        boolean ended() {
            return switch (this) {
                case CHECKING, WORKING, CANCELLING -> false;
                case COMPLETED, EXPIRED, CANCELLED, FAILED -> true;
            };
        }
    }

    private final Origin origin;
    private final BatchFate fate;
    private final List<Entry> entries;
    private final List<ObjectNode> problems;
    private final long duration;
    private final long expiry;
    private final List<Answered> answered = new ArrayList<>();
    private long cancelAt = NEVER;
    private long age;
    private int readings;
    private boolean delivered;

    /// @param problems why it is refused as a whole; empty when it is not
    BatchJob(Origin origin, BatchFate fate, List<Entry> entries, List<ObjectNode> problems) {
        this.origin = origin;
        this.fate = fate;
        this.entries = outOfOrder(entries, fate.chance("order").nextLong());
        this.problems = List.copyOf(problems);
        this.duration = fate.duration().toNanos();
        this.expiry = fate.expiresAfter().toNanos();
        fate.fault(BatchFault.Kind.CANCELLED).ifPresent(fault -> cancelAt = (long) (duration * fault.share()));
    }

    /// Never the order in which they were sent.
    private static List<Entry> outOfOrder(List<Entry> entries, long seed) {
        var shuffled = new ArrayList<>(entries);
        Collections.shuffle(shuffled, new Random(seed));
        if (shuffled.equals(entries)) {
            Collections.rotate(shuffled, 1);
        }
        return shuffled;
    }

    Origin origin() {
        return origin;
    }

    BatchFate fate() {
        return fate;
    }

    /// In the order in which they are worked on.
    List<Entry> entries() {
        return entries;
    }

    List<ObjectNode> problems() {
        return problems;
    }

    List<Answered> answered() {
        return answered;
    }

    /// Lets time pass. Everything else it says is about the moment that it was last told.
    ///
    /// @return how many entries have been answered meanwhile, and are not in [#answered] yet
    int advance(long nowNanos) {
        age = nowNanos - origin.createdNanos();
        if (!problems.isEmpty()) {
            return 0;
        }
        var worked = Math.min(age, Math.min(cancelAt, expiry));
        var due = worked >= duration ? entries.size() : (int) ((double) worked / duration * (entries.size() + 1));
        return Math.min(due, entries.size()) - answered.size();
    }

    Stage stage() {
        if (!problems.isEmpty()) {
            return age < duration / 10 ? Stage.CHECKING : Stage.FAILED;
        }
        if (age < endAge()) {
            return age < Math.min(duration, expiry) / 20
                    ? Stage.CHECKING
                    : age < cancelAt ? Stage.WORKING : Stage.CANCELLING;
        }
        return cancelAt < Math.min(duration, expiry)
                ? Stage.CANCELLED
                : duration > expiry ? Stage.EXPIRED : Stage.COMPLETED;
    }

    /// How old it is when it ends.
    private long endAge() {
        if (!problems.isEmpty()) {
            return duration / 10;
        }
        var unstopped = Math.min(duration, expiry);
        return cancelAt < unstopped ? Math.min(unstopped, cancelAt + duration / 10) : unstopped;
    }

    /// Asks to stop it; without effect once it has ended.
    void cancel() {
        if (!stage().ended()) {
            cancelAt = Math.min(cancelAt, age);
        }
    }

    boolean isCancelAsked() {
        return age >= cancelAt;
    }

    /// @param toldSpeed how many times faster simulated time runs than the client's
    Instant endsAt(double toldSpeed) {
        return origin.createdAt().plusNanos((long) (endAge() / toldSpeed));
    }

    Instant expiresAt(double toldSpeed) {
        return origin.createdAt().plusNanos((long) (expiry / toldSpeed));
    }

    /// Whether this reading of its results breaks half way.
    boolean readingBreaks() {
        readings++;
        return fate.fault(BatchFault.Kind.CUT_OFF).filter(fault -> readings <= fault.times()).isPresent();
    }

    /// Whether its results are read whole for the first time.
    boolean firstDelivery() {
        var first = !delivered;
        delivered = true;
        return first;
    }
}
