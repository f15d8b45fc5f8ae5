package dev.penstock.engine;

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
                    Mapping.JSON.readTree(accepted.output()),
                    new Outcome.Meta(accepted.model(), accepted.endpoint(), accepted.promptVersion(),
                            accepted.attempts(), accepted.stopReason(), accepted.usage(), accepted.costUsd(),
                            Duration.ofMillis(accepted.latencyMs()), accepted.flags())));
            case ItemRow.Dead(var letter) -> Optional.of(new Outcome.DeadLettered(item.id(), item.runId(), letter.id(),
                    letter.reason(), letter.detail(), letter.evidence()));
        };
    }
}
