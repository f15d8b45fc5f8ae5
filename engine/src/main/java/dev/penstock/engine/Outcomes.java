package dev.penstock.engine;

import dev.penstock.store.AcceptedRow;
import dev.penstock.store.ItemRow;
import java.time.Duration;
import java.util.Optional;

/// Reads outcomes from the store's rows.
final class Outcomes {
    private Outcomes() {}

    /// Empty while the item is pending.
    static Optional<Outcome> of(ItemRow row) {
        var item = row.item();
        return switch (row) {
            case ItemRow.Pending _ -> Optional.empty();
            case ItemRow.Accepted(_, var accepted) -> Optional.of(new Outcome.Accepted(item.id(), item.runId(),
                    Mapping.JSON.readTree(accepted.output()), meta(accepted)));
            case ItemRow.Dead(var letter) -> Optional.of(new Outcome.DeadLettered(item.id(), item.runId(), letter.id(),
                    letter.reason(), letter.detail(), letter.evidence()));
        };
    }

    static Outcome.Meta meta(AcceptedRow row) {
        return new Outcome.Meta(row.model(), row.endpoint(), row.promptVersion(), row.attempts(), row.stopReason(),
                row.usage(), row.costUsd(), Duration.ofMillis(row.latencyMs()), row.flags());
    }
}
