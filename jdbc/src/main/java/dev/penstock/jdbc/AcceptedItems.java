package dev.penstock.jdbc;

import dev.penstock.store.AcceptedRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Accepted items with what all their attempts took. An item that a person accepted without any reply says the model and
/// endpoint of its run.
final class AcceptedItems {
    private static final String SELECT = """
            SELECT i.id, i.output, i.review, i.forgotten_at,
              coalesce(w.model, r.model) AS model, coalesce(w.endpoint, r.endpoint) AS endpoint,
              coalesce(w.prompt_version, r.prompt_version) AS prompt_version,
              w.stop_reason, w.flags, coalesce(w.latency_ns, 0) AS latency_ns,
              coalesce(sum(a.input_tokens), 0) AS input_tokens, coalesce(sum(a.output_tokens), 0) AS output_tokens,
              coalesce(sum(a.cache_read), 0) AS cache_read, coalesce(sum(a.cache_write), 0) AS cache_write,
              coalesce(sum(a.cache_write_long), 0) AS cache_write_long, coalesce(sum(a.cost_pico), 0) AS cost_pico,
              (SELECT count(*) FROM attempt t WHERE t.run = i.run AND t.seq = i.seq) AS all_attempts
            FROM run r
              JOIN item i ON i.run = r.key
              LEFT JOIN attempt w ON w.id = i.accepted_attempt
              LEFT JOIN attempt a ON a.run = i.run AND a.seq = i.seq AND a.purpose <> 'unconfirmed'
            WHERE r.id = ? AND i.status = 'accepted'
            """;
    static final String OF_RUN = SELECT + "GROUP BY i.run, i.seq ORDER BY i.run, i.seq";
    static final String OF_ITEM = SELECT + "AND i.seq = ? GROUP BY i.run, i.seq";

    private AcceptedItems() {}

    static AcceptedRow read(Row row) throws SQLException {
        return new AcceptedRow(row.text("id"), row.text("output"), row.text("model"), row.text("endpoint"),
                row.text("prompt_version"), row.integer("all_attempts"), row.textOrNull("stop_reason"),
                AttemptRows.usage(row), row.usd("cost_pico"), row.number("latency_ns") / 1_000_000, flags(row));
    }

    private static List<String> flags(Row row) throws SQLException {
        var flags = new ArrayList<>(JsonText.strings(row.textOrNull("flags")));
        var review = row.textOrNull("review");
        if (review != null) {
            flags.add(review);
        }
        if (!row.isNull("forgotten_at")) {
            flags.add("forgotten");
        }
        return flags;
    }
}
