package dev.penstock.server.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A page of a list: `{"data":[…],"next":…}`. The cursor names the last entry, so a page stays the same while others come
/// and go.
final class Page {
    private Page() {}

    /// @param rows one more than fits when there is another page
    /// @param cursor names a row
    static <T> ObjectNode of(List<T> rows, int limit, Function<T, JsonNode> json, Function<T, String> cursor) {
        var page = JsonNodeFactory.instance.objectNode();
        var shown = rows.subList(0, Math.min(limit, rows.size()));
        var data = page.putArray("data");
        shown.forEach(row -> data.add(json.apply(row)));
        @Nullable
        String next = rows.size() > limit ? cursor.apply(shown.getLast()) : null;
        return page.put("next", next);
    }
}
