package dev.penstock.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Tells items apart and counts the calls for each. Thread-safe.
final class Items {
    private final FaultPlan plan;
    private final AnswerKey gold;
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();
    private final Map<Long, Subject> conversations = new ConcurrentHashMap<>();

    private static final class Progress {
        private int calls;
        private int faulty;
    }

    record Turn(Optional<Fault> fault, int call) {}

    Items(FaultPlan plan, AnswerKey gold) {
        this.plan = plan;
        this.gold = gold;
    }

    /// The item a prompt is about. Without gold a conversation that goes on from one already seen, as a repair does, is
    /// about the same item.
    Subject identify(Prompt prompt) {
        return gold.find(prompt.turns())
                .map(found -> new Subject(found.id(), found.text(), found))
                .orElseGet(() -> fromConversation(prompt.turns()));
    }

    private Subject fromConversation(List<Prompt.Turn> turns) {
        var hashes = hashes(turns);
        for (var length = turns.size() - 2; length > 0; length -= 2) {
            var earlier = conversations.get(hashes[length - 1]);
            if (earlier != null) {
                conversations.putIfAbsent(hashes[turns.size() - 1], earlier);
                return earlier;
            }
        }
        var own = hashes[turns.size() - 1];
        return conversations.computeIfAbsent(own, _ -> {
            var id = "item-" + Ids.letters(own, 10);
            return new Subject(id, id, null);
        });
    }

    private static long[] hashes(List<Prompt.Turn> turns) {
        var hashes = new long[turns.size()];
        var hash = 0L;
        for (var i = 0; i < hashes.length; i++) {
            hash = Dice.mix(hash * 31 + Dice.hash(turns.get(i).text()));
            hashes[i] = hash;
        }
        return hashes;
    }

    /// Counts one more call for the item and says what it suffers. A call that suffers by itself leaves the item's own
    /// fault for the next one.
    Turn next(Subject subject, long call) {
        return next(subject, call, _ -> true);
    }

    /// As [#next], for an entry of a batch: nothing on the wire and nothing about the account spoils it.
    Turn nextInBatch(Subject subject, long call) {
        return next(subject, call, Items::spoilsEntries);
    }

    private Turn next(Subject subject, long call, Predicate<Fault> possible) {
        var mine = progress.computeIfAbsent(subject.id(), _ -> new Progress());
        synchronized (mine) {
            mine.calls++;
            var byCall = plan.callFault(subject, call, mine.calls).filter(possible);
            if (byCall.isPresent()) {
                return new Turn(byCall, mine.calls);
            }
            var byItem = plan.itemFault(subject)
                    .filter(possible)
                    .filter(fault -> mine.faulty == 0 || !plan.heals(subject, fault));
            mine.faulty += byItem.isPresent() ? 1 : 0;
            return new Turn(byItem, mine.calls);
        }
    }

    private static boolean spoilsEntries(Fault fault) {
        return switch (fault.kind().family()) {
            case CONTENT, HOPELESS -> true;
            case TRANSPORT, ACCOUNT -> false;
        };
    }
}
