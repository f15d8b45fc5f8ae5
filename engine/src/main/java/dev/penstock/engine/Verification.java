package dev.penstock.engine;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunTotals;
import dev.penstock.store.Store;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `penstock verify` found.
///
/// @param problems one sentence each; empty when everything holds
/// @param books null when the ledger was not compared with a provider's books
public record Verification(RunRow run, RunTotals totals, List<String> problems, @Nullable BooksComparison books) {
    private static final int MOST_EXAMPLES = 5;

    /// @param booked confirmed tokens in the ledger
    /// @param billed tokens the books billed for the same calls
    /// @param unconfirmedCalls attempts booked as unconfirmed
    /// @param unconfirmedBilled those of them the books did bill
    /// @param otherCalls calls in the books that carry no id of this run: other runs, other clients
    public record BooksComparison(Usage booked, Usage billed, long calls, long unconfirmedCalls,
            long unconfirmedBilled, long otherCalls) {}

    public Verification {
        problems = List.copyOf(problems);
    }

    public boolean holds() {
        return problems.isEmpty();
    }

    static Verification of(RunRow run, Store store, @Nullable URI booksAt) {
        var totals = store.runs().totals(run.id());
        var problems = new ArrayList<>(store.runs().contradictions(run.id()));
        if (!totals.items().accountedFor()) {
            problems.add("items are not accounted for: " + totals.items());
        }
        return new Verification(run, totals, problems, booksAt == null ? null : compare(run, store, booksAt, problems));
    }

    private static BooksComparison compare(RunRow run, Store store, URI booksAt, List<String> problems) {
        var labels = store.batches().labels(run.id());
        var books = Books.fetch(booksAt, id -> id.startsWith(run.id() + ".")
                || BatchLabel.of(id).filter(labels::contains).isPresent());
        var tally = new Tally();
        store.runs().forEachAttempt(run.id(), attempt -> tally.add(attempt, books));
        var unknown = new HashSet<>(books.callIds());
        unknown.removeAll(tally.seen);
        unknown.removeIf(id -> books.billed(id).equals(Usage.NONE));
        if (!unknown.isEmpty()) {
            tally.problems.add(unknown.size() + " billed calls in the books are not in the ledger, such as "
                    + unknown.iterator().next());
        }
        problems.addAll(tally.problems.subList(0, Math.min(MOST_EXAMPLES, tally.problems.size())));
        return new BooksComparison(tally.booked, tally.billed, tally.calls, tally.unconfirmed,
                tally.unconfirmedBilled, books.otherCalls());
    }

    private static final class Tally {
        private final List<String> problems = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private Usage booked = Usage.NONE;
        private Usage billed = Usage.NONE;
        private long calls;
        private long unconfirmed;
        private long unconfirmedBilled;

        void add(AttemptRow attempt, Books books) {
            var id = attempt.intent().callId();
            var inBooks = books.billed(id);
            calls++;
            if (!seen.add(id)) {
                problems.add("the call " + id + " is in the ledger twice");
            }
            if (attempt.purpose() == Purpose.UNCONFIRMED) {
                unconfirmed++;
                unconfirmedBilled += inBooks.equals(Usage.NONE) ? 0 : 1;
                return;
            }
            var usage = attempt.usage() == null ? Usage.NONE : attempt.usage();
            booked = booked.plus(usage);
            billed = billed.plus(inBooks);
            if (!sameTokens(usage, inBooks)) {
                problems.add("the call " + id + " is booked at " + usage.input() + " + " + usage.output()
                        + " tokens, the books billed " + inBooks.input() + " + " + inBooks.output());
            }
        }

        private static boolean sameTokens(Usage ledger, Usage books) {
            return ledger.input() == books.input() && ledger.output() == books.output()
                    && ledger.cacheRead() == books.cacheRead() && ledger.cacheWrite() == books.cacheWrite();
        }
    }
}
