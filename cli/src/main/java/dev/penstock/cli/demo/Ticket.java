package dev.penstock.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A support ticket and its right answer.
///
/// @param orderId null when the ticket names none
/// @param summary one English sentence
record Ticket(String id, String text, String priority, String category, @Nullable String orderId, String summary) {
    /// The input record.
    Map<String, String> input() {
        var input = new LinkedHashMap<String, String>();
        input.put("id", id);
        input.put("text", text);
        return input;
    }

    /// The right answer without the id; no order id means no such key.
    Map<String, String> answer() {
        var answer = new LinkedHashMap<String, String>();
        answer.put("priority", priority);
        answer.put("category", category);
        if (orderId != null) {
            answer.put("order_id", orderId);
        }
        answer.put("summary", summary);
        return answer;
    }

    /// The right answer with the id, as the simulator's gold wants it.
    Map<String, String> gold() {
        var gold = new LinkedHashMap<String, String>();
        gold.put("id", id);
        gold.putAll(answer());
        return gold;
    }
}
