package dev.penstock.store;

import dev.penstock.item.Evidence;
import dev.penstock.item.Item;
import java.time.Instant;
import java.util.List;

/// One dead letter.
///
/// @param id `dl_` and a short random part
/// @param item with its record; for a bad line the record is the line itself as a JSON string, cut to 64 KiB
/// @param reason kebab-case failure name
/// @param status `open`, `accepted`, `discarded` or `retried`
/// @param version rises with every decision; a decision names the version its maker saw
public record DeadLetterRow(String id, Item item, String task, String reason, String detail, List<Evidence> evidence,
        String status, int version, Instant createdAt) {
    public DeadLetterRow {
        evidence = List.copyOf(evidence);
    }

    /// As somebody saw it before: a decision about it is refused if it was decided since.
    public DeadLetterRow seenAs(int earlierVersion) {
        return new DeadLetterRow(id, item, task, reason, detail, evidence, status, earlierVersion, createdAt);
    }
}
