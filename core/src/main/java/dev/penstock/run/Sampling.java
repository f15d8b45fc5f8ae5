package dev.penstock.run;

import dev.penstock.provider.Message;
import dev.penstock.provider.Reply;
import dev.penstock.store.Conclusion;
import dev.penstock.store.PendingItem;
import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples;
import dev.penstock.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Keeps full prompts and replies of a random share of a run's items. An item is chosen before anything is sent for it; the
/// sample is the call that decided it, with every turn of the conversation: the reply that was accepted, or the last reply
/// of a dead letter. An item that ends without a reply to read (errors, refusals, truncations) leaves none.
///
/// Samples never fail or stop a run: a store that cannot be written is asked no more, and the operator is told once. Safe
/// for use by many threads.
public final class Sampling {
    private final @Nullable Samples samples;
    private final String task;
    private final SampleChoice choice;
    private final int maxPerDay;
    private final UnaryOperator<String> redaction;
    private final InstantSource clock;
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    private final AtomicLong lost = new AtomicLong();

    private Sampling(@Nullable Samples samples, String task, SampleChoice choice, int maxPerDay,
            UnaryOperator<String> redaction, InstantSource clock) {
        this.samples = samples;
        this.task = task;
        this.choice = choice;
        this.maxPerDay = maxPerDay;
        this.redaction = redaction;
        this.clock = clock;
    }

    /// Keeps nothing.
    public static Sampling none() {
        return new Sampling(null, "", new SampleChoice(0, 0), 0, UnaryOperator.identity(), () -> Instant.EPOCH);
    }

    /// Keeps nothing although it should.
    public static Sampling impossible(String why) {
        var sampling = none();
        sampling.broken.set(new StoreException(why));
        return sampling;
    }

    /// @param rate share of the items, from 0 to 1
    /// @param maxPerDay at most so many items of the task are chosen in one UTC day
    /// @param redaction takes out of a text what must not be kept, such as keys
    public static Sampling of(Samples samples, String task, double rate, int maxPerDay,
            UnaryOperator<String> redaction, InstantSource clock) {
        return new Sampling(samples, task, new SampleChoice(samples.seed(), rate), maxPerDay, redaction, clock);
    }

    /// Decides about an item for which nothing was sent in this round yet, or only by an engine that died.
    void choose(PendingItem item) {
        var open = samples;
        if (open != null && falls(item)) {
            guarded(() -> open.choose(sampled(item), maxPerDay, clock.instant()));
        }
    }

    /// Keeps the call that decided an item.
    ///
    /// @return whether there is a sample of it now
    boolean keep(PendingItem item, Called called, Conclusion conclusion) {
        var open = samples;
        return open != null && called.reply() instanceof Reply.Completed completed && falls(item)
                && guarded(() -> open.keep(sampled(item), text(called, completed), numbers(called, conclusion),
                        clock.instant()));
    }

    /// One sentence once the sample store failed; empty before.
    public Optional<String> warning() {
        var failure = broken.get();
        return failure == null
                ? Optional.empty()
                : Optional.of("samples are not kept: " + failure.getMessage() + ". The run goes on without");
    }

    /// How many samples, or choices of one, the store did not take.
    public long lost() {
        return lost.get();
    }

    private boolean falls(PendingItem item) {
        return choice.falls(item.item().runId(), item.item().id());
    }

    private boolean guarded(BooleanSupplier write) {
        if (broken.get() != null) {
            lost.incrementAndGet();
            return false;
        }
        try {
            return write.getAsBoolean();
        } catch (StoreException | IllegalStateException e) {
            broken.compareAndSet(null, e);
            lost.incrementAndGet();
            return false;
        }
    }

    private SampledItem sampled(PendingItem item) {
        return new SampledItem(item.item().runId(), item.item().seq(), item.roundStart(), item.item().id(), task);
    }

    private SampleText text(Called called, Reply.Completed reply) {
        var request = called.request();
        return new SampleText(request.system() == null ? null : redaction.apply(request.system()),
                request.messages()
                        .stream()
                        .map(message -> new Message(message.role(), redaction.apply(message.text())))
                        .toList(),
                redaction.apply(reply.text()));
    }

    private static SampleNumbers numbers(Called called, Conclusion conclusion) {
        var intent = called.intent();
        var failure = conclusion.failure();
        return new SampleNumbers(intent.endpoint(), intent.model(), intent.promptVersion(), intent.n(),
                failure == null ? SampleNumbers.ACCEPTED : failure.reason(), conclusion.flags(),
                conclusion.stopReason(), conclusion.usage(), conclusion.costUsd(), called.latencyMs());
    }
}
