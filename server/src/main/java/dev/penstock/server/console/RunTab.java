package dev.penstock.server.console;

import dev.penstock.engine.Records;
import dev.penstock.engine.RunNumbers;
import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.server.api.Serving;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AttemptLine;
import dev.penstock.store.Batches.Harvest;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.DeadLetters.Reviewed;
import dev.penstock.store.EndpointEvent;
import dev.penstock.store.ItemRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of a run's page that is chosen.
public sealed interface RunTab {
    int PAGE = 50;
    int BATCHES = 20;

    /// Its name in the address.
    String name();

    /// Items and what became of each, in input order.
    ///
    /// @param status empty for any
    /// @param next empty when there is no further page
    record Items(List<Line> lines, String status, Optional<String> next) implements RunTab {
        public Items {
            lines = List.copyOf(lines);
        }

        @Override
        public String name() {
            return "items";
        }

        /// @param text the beginning of its output, or of its record
        /// @param letter id of its dead letter; empty when it has none
        public record Line(String id, long number, String status, ShownText text, String letter) {}
    }

    /// Why items and calls failed.
    record Failures() implements RunTab {
        @Override
        public String name() {
            return "failures";
        }
    }

    /// Calls, in input order.
    record Attempts(List<AttemptLine> lines, boolean failed, Optional<String> next) implements RunTab {
        public Attempts {
            lines = List.copyOf(lines);
        }

        @Override
        public String name() {
            return "attempts";
        }
    }

    /// Money and tokens by purpose.
    record Cost(List<Part> parts, RunNumbers numbers) implements RunTab {
        public Cost {
            parts = List.copyOf(parts);
        }

        @Override
        public String name() {
            return "cost";
        }

        public record Part(String purpose, BigDecimal usd, Usage usage) {}
    }

    /// What happened around it.
    record Events(List<EndpointEvent> endpoint, List<AlertRow> alerts, List<Reviewed> decisions,
            Instant now) implements RunTab {
        public Events {
            endpoint = List.copyOf(endpoint);
            alerts = List.copyOf(alerts);
            decisions = List.copyOf(decisions);
        }

        @Override
        public String name() {
            return "events";
        }
    }

    /// What its provider got to do in one piece, newest first.
    ///
    /// @param more whether there are older ones
    record Batches(List<Harvest> lines, boolean more, Instant now) implements RunTab {
        public Batches {
            lines = List.copyOf(lines);
        }

        @Override
        public String name() {
            return "batches";
        }
    }

    /// The tabs of a run.
    static List<String> names(RunRow run) {
        return inBatches(run)
                ? List.of("batches", "failures", "items", "attempts", "cost", "events")
                : List.of("failures", "items", "attempts", "cost", "events");
    }

    /// The tab that is shown first: while a run waits for batches, what it waits for.
    static String first(RunRow run) {
        return inBatches(run) && run.status() != RunStatus.COMPLETE ? "batches" : "failures";
    }

    /// Whether it goes in batches, at least at first.
    static boolean inBatches(RunRow run) {
        return !run.mode().equals(Mode.SYNC.label());
    }

    static Batches batches(Records records, RunRow run, Instant now) {
        var found = records.batches(run.id(), BATCHES + 1);
        return new Batches(found.stream().limit(BATCHES).toList(), found.size() > BATCHES, now);
    }

    static Items items(Records records, RunRow run, @Nullable String status, @Nullable String cursor, int limit) {
        if (status != null && !status.isEmpty()
                && !Set.of("pending", "accepted", "dead", "discarded").contains(status)) {
            throw new Refusal(ProblemType.BAD_REQUEST, "status must be one of accepted, dead, discarded, pending");
        }
        var wanted = status == null || status.isEmpty() ? null : status;
        var rows = records.items(run.id(), wanted, number(cursor, -1), limit + 1);
        var lines = rows.stream().limit(limit).map(RunTab::line).toList();
        return new Items(lines, wanted == null ? "" : wanted,
                rows.size() > limit ? Optional.of(String.valueOf(rows.get(limit - 1).item().seq())) : Optional.empty());
    }

    private static Items.Line line(ItemRow row) {
        var item = row.item();
        return switch (row) {
            case ItemRow.Pending _ ->
                new Items.Line(item.id(), item.line(), "pending", ShownText.line(item.record()), "");
            case ItemRow.Accepted(_, var accepted) -> new Items.Line(item.id(), item.line(), "accepted",
                    ShownText.line(accepted.output()), "");
            case ItemRow.Dead(var letter) -> new Items.Line(item.id(), item.line(),
                    letter.status().equals("discarded") ? "discarded" : letter.reason(),
                    ShownText.line(letter.detail()),
                    letter.id());
        };
    }

    static Attempts attempts(Records records, RunRow run, boolean failed, @Nullable String cursor, int limit) {
        var rows = records.attempts(run.id(), failed, place(cursor), limit + 1);
        var next = rows.size() > limit ? Optional.of(cursor(rows.get(limit - 1))) : Optional.<String>empty();
        return new Attempts(rows.stream().limit(limit).toList(), failed, next);
    }

    private static String cursor(AttemptLine line) {
        return line.place().seq() + "-" + line.place().n();
    }

    private static AttemptLine.Place place(@Nullable String cursor) {
        if (cursor == null) {
            return AttemptLine.Place.BEFORE_ALL;
        }
        var parts = Pattern.compile("([0-9]{1,18})-([0-9]{1,9})").matcher(cursor);
        if (!parts.matches()) {
            throw unknownCursor();
        }
        return new AttemptLine.Place(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    private static long number(@Nullable String cursor, long standard) {
        if (cursor != null && !cursor.matches("[0-9]{1,18}")) {
            throw unknownCursor();
        }
        return cursor == null ? standard : Long.parseLong(cursor);
    }

    private static Refusal unknownCursor() {
        return new Refusal(ProblemType.BAD_REQUEST, "cursor must be the next of the page before");
    }

    static Cost cost(RunNumbers numbers) {
        var totals = numbers.totals();
        return new Cost(List.of(Purpose.values())
                .stream()
                .map(purpose -> new Cost.Part(purpose.label(), totals.costUsd().getOrDefault(purpose, BigDecimal.ZERO),
                        totals.usage().getOrDefault(purpose, Usage.NONE)))
                .toList(), numbers);
    }

    static Events events(Serving serving, RunRow run) {
        var records = serving.records();
        var until = run.updatedAt();
        var atWork = records.signsOfLife().run(run.id()).isPresent();
        var endpoints = records.endpointEvents(1_000)
                .stream()
                .filter(event -> event.endpoint().equals(run.endpoint()) && !event.at().isBefore(run.startedAt())
                        && (atWork || !event.at().isAfter(until)))
                .limit(PAGE)
                .toList();
        var alerts = serving.engine()
                .alertBoard()
                .fired()
                .stream()
                .filter(alert -> run.id().equals(alert.subject().run()))
                .toList();
        var decisions = records.reviewed(new DeadLetters.Filter(run.id(), null, null, null), PAGE);
        return new Events(endpoints, alerts, decisions, serving.clock().instant());
    }
}
