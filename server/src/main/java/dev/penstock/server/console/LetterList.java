package dev.penstock.server.console;

import dev.penstock.engine.Records;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.DeadLetters.Waiting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The queue: what matches a query, in groups and one by one.
///
/// @param groups by task and reason, the most first
/// @param letters a page of them, oldest first
/// @param next the last of this page, when there is another
/// @param tasks all there are to filter by
/// @param last what was decided last; null when nothing ever was
/// @param now when this was read
public record LetterList(LetterQuery query, List<Waiting> groups, List<DeadLetterRow> letters, @Nullable String next,
        List<String> tasks, @Nullable Reviewed last, Instant now) {
    private static final int PAGE = 50;

    public LetterList {
        groups = List.copyOf(groups);
        letters = List.copyOf(letters);
        tasks = List.copyOf(tasks);
    }

    /// @param after the last of the page before; null for the first page
    static LetterList of(Records records, LetterQuery query, @Nullable String after, List<String> tasks, Instant now) {
        var filter = query.filter(now);
        var rows = records.deadLetters(filter, after, PAGE + 1);
        var shown = rows.subList(0, Math.min(PAGE, rows.size()));
        var last = records.reviewed(new Filter(null, null, null, null), 1);
        return new LetterList(query, records.groups(filter), shown, rows.size() > PAGE ? shown.getLast().id() : null,
                tasks, last.isEmpty() ? null : last.getFirst(), now);
    }

    public long total() {
        return groups.stream().mapToLong(Waiting::count).sum();
    }

    /// What a dead letter is about, in one sentence.
    public ShownText why(DeadLetterRow letter) {
        return ShownText.line(letter.evidence().isEmpty() ? letter.detail() : letter.evidence().getFirst().message());
    }
}
