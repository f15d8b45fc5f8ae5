package dev.penstock.jdbc;

import dev.penstock.item.Item;
import dev.penstock.store.ItemRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One item and what became of it.
final class ItemRows {
    private static final String FIND = """
            SELECT r.id AS run_id, i.seq, i.line, i.id, i.record, i.status
            FROM run r JOIN item i ON i.run = r.key
            WHERE r.id = ? AND i.id = ?""";
    private static final String PAGE = """
            SELECT r.id AS run_id, i.seq, i.line, i.id, i.record, i.status
            FROM run r JOIN item i ON i.run = r.key
            WHERE r.id = ? AND (? IS NULL OR i.status = ?) AND i.seq > ? ORDER BY i.seq LIMIT ?""";
    private static final String NEWEST_LETTER = DeadLetterRows.SELECT + """
            WHERE r.id = ? AND i.seq = ? ORDER BY d.key DESC LIMIT 1""";

    private ItemRows() {}

    static Optional<ItemRow> find(Session session, String runId, String itemId) throws SQLException {
        var found = session.first(FIND, Found::read, runId, itemId);
        return found.isEmpty() ? Optional.empty() : Optional.of(row(session, found.get()));
    }

    static List<ItemRow> page(Session session, String runId, @Nullable String status, long afterSeq, int limit)
            throws SQLException {
        var rows = new ArrayList<ItemRow>();
        for (var found : session.all(PAGE, Found::read, runId, status, status, afterSeq, limit)) {
            rows.add(row(session, found));
        }
        return rows;
    }

    private static ItemRow row(Session session, Found found) throws SQLException {
        var item = found.item();
        return switch (found.status()) {
            case "pending" -> new ItemRow.Pending(item);
            case "accepted" -> new ItemRow.Accepted(item,
                    session.first(AcceptedItems.OF_ITEM, AcceptedItems::read, item.runId(), item.seq()).orElseThrow());
            default -> new ItemRow.Dead(
                    session.first(NEWEST_LETTER, DeadLetterRows::read, item.runId(), item.seq()).orElseThrow());
        };
    }

    private record Found(Item item, String status) {
        static Found read(Row row) throws SQLException {
            return new Found(new Item(row.text("run_id"), row.number("seq"), row.number("line"), row.text("id"),
                    row.text("record")), row.text("status"));
        }
    }
}
