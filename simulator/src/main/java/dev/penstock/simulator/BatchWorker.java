package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.BatchJob.Answered;
import dev.penstock.simulator.BatchJob.Entry;
import dev.penstock.simulator.Rejection.Trouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Answers the entries of batches as calls of their own would be answered, without a wire that could break. Stateless.
final class BatchWorker {
    private final FaultPlan plan;
    private final Author author;
    private final Gate gate;
    private final Dice dice;
    private final SimulatedClock clock;

    BatchWorker(Scenario scenario, FaultPlan plan, Author author, Gate gate, SimulatedClock clock) {
        this.plan = plan;
        this.author = author;
        this.gate = gate;
        this.dice = new Dice(scenario.seed());
        this.clock = clock;
    }

    SimulatedClock clock() {
        return clock;
    }

    /// Answers one entry and books it.
    ///
    /// @param index of the entry in its batch
    Answered answer(BatchJob job, int index, Items items, Books books) {
        var entry = job.entries().get(index);
        var seq = books.arrive();
        var failed = job.fate().suffers(BatchFault.Kind.FAILED);
        if (failed || job.fate().hits(BatchFault.Kind.PARTLY_FAILED, index)) {
            var kind = failed ? BatchFault.Kind.FAILED : BatchFault.Kind.PARTLY_FAILED;
            var trouble = index % 2 == 0
                    ? Rejection.of(Trouble.OVERLOADED, WireFaults.overloadStatus(job.origin().wire()))
                    : Rejection.of(Trouble.SERVER, 500);
            return refused(job, entry, seq, null, trouble, kind.label(), books);
        }
        return switch (gate.admit(job.origin().wire(), format(job).read(entry.body()))) {
            case Rejection rejection -> refused(job, entry, seq, null, rejection, null, books);
            case Prompt prompt -> write(job, entry, seq, prompt, items, books);
        };
    }

    private static WireFormat format(BatchJob job) {
        return WireFormat.of(job.origin().wire());
    }

    private Answered write(BatchJob job, Entry entry, long seq, Prompt prompt, Items items, Books books) {
        var subject = items.identify(prompt);
        var turn = items.nextInBatch(subject, seq + 1);
        var fault = turn.fault();
        var about = new Call.About(job.origin().wire(), prompt.model().intern(), subject.id(), job.origin().id());
        var hopeless = fault.filter(one -> one.kind().family() == FaultKind.Family.HOPELESS);
        if (hopeless.isPresent()) {
            var trouble = hopeless.get().kind() == FaultKind.CONTEXT_TOO_LONG ? Trouble.CONTEXT : Trouble.INVALID;
            books.spoiled(subject.id(), hopeless.get().kind(), false);
            return refused(job, entry, seq, about, Rejection.of(trouble, 400), hopeless.get().kind().label(), books);
        }
        var written = author.write(prompt, subject, fault,
                dice.at(subject.key()).at("details").at(turn.call()).generator());
        if (written.spoiledBy() != null) {
            fault.ifPresent(one -> books.spoiled(subject.id(), one.kind(), plan.heals(subject, one)));
        }
        var usage = written.usage(prompt, Usage.of(prompt.inputTokens(), 0));
        var reply = format(job).reply(seq, prompt, written.answer(), usage, clock.now().getEpochSecond());
        return book(entry, reply, new Call(seq, entry.customId(), about, when(job), 200, written.label(), usage, false),
                books);
    }

    /// @param about null when it was refused before it was read
    private static Answered refused(BatchJob job, Entry entry, long seq, Call.@Nullable About about,
            Rejection rejection, @Nullable String injected, Books books) {
        var known = about == null ? new Call.About(job.origin().wire(), null, null, job.origin().id()) : about;
        return book(entry, format(job).error(seq, rejection), new Call(seq, entry.customId(), known, when(job),
                rejection.status(), injected, Usage.NONE, false), books);
    }

    private static Answered book(Entry entry, HttpReply reply, Call call, Books books) {
        books.book(call);
        return new Answered(entry, reply.status(), (ObjectNode) Texts.parse(reply.body().text()), call);
    }

    /// Nobody sees when an entry was answered.
    private static Call.When when(BatchJob job) {
        return new Call.When(job.origin().sinceFirst(), job.origin().sinceFirst());
    }
}
