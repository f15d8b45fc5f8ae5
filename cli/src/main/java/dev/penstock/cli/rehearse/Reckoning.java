package dev.penstock.cli.rehearse;

import dev.penstock.engine.Project;
import dev.penstock.engine.Verification;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.Simulator;
import dev.penstock.store.AttemptRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a killed and resumed run left in its store, held against the books of the simulator it called.
///
/// @param boughtTwice calls that were paid for although a journaled reply of the same item was already good
/// @param inFlight attempts whose reply nobody received: they were in flight when the engine was killed
/// @param lostReplies other attempts booked as unconfirmed: the reply was lost on the wire, or told no usage
public record Reckoning(Verification verification, long boughtTwice, long inFlight, long lostReplies) {
    /// Reads the store of a project and compares it with the books over HTTP, call by call.
    public static Reckoning of(Project project, String runId, Simulator simulator) {
        var tally = new Tally(paid(simulator.books()));
        try (var store = SqliteStore.open(project.config().store())) {
            store.runs().forEachAttempt(runId, tally::add);
        }
        try (var records = project.records()) {
            return new Reckoning(records.verify(runId, simulator.baseUri()), tally.boughtTwice(), tally.inFlight,
                    tally.lostReplies);
        }
    }

    /// Whether nothing is lost, nothing was bought twice, and the ledger is what the books say.
    ///
    /// @param inFlightAtMost the most calls that can have been in flight at the kills
    public boolean holds(long inFlightAtMost) {
        var items = verification.totals().items();
        return items.accountedFor() && items.pending() == 0 && boughtTwice == 0 && inFlight <= inFlightAtMost
                && verification.holds();
    }

    private static Set<String> paid(Books books) {
        return books.calls()
                .stream()
                .filter(call -> call.clientRequestId() != null && !call.billed().equals(Usage.NONE))
                .map(Call::clientRequestId)
                .collect(Collectors.toSet());
    }

    private static final class Tally {
        private final Set<String> paid;
        private final Map<Long, Long> goodReplies = new HashMap<>();
        private long inFlight;
        private long lostReplies;

        private Tally(Set<String> paid) {
            this.paid = paid;
        }

        private void add(AttemptRow attempt) {
            if (attempt.purpose() == Purpose.UNCONFIRMED) {
                var received = attempt.latencyMs() != null;
                inFlight += received ? 0 : 1;
                lostReplies += received ? 1 : 0;
            } else if (attempt.failureReason() == null && paid.contains(attempt.intent().callId())) {
                goodReplies.merge(attempt.intent().seq(), 1L, Long::sum);
            }
        }

        /// An item needs one good reply, whatever its other attempts suffered.
        private long boughtTwice() {
            return goodReplies.values().stream().mapToLong(replies -> replies - 1).sum();
        }
    }
}
