package dev.penstock.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real record and the right answer to it.
///
/// @param input the record with its id
/// @param answer as the task's schema has it
/// @param copied whether every value of the answer that must be copied stands in the record, by a plain comparison of
///     letters and digits
record Example(String id, Map<String, ?> input, Map<String, ? extends @Nullable Object> answer, boolean copied) {
    Map<String, @Nullable Object> gold() {
        var gold = new LinkedHashMap<String, @Nullable Object>();
        gold.put("id", id);
        gold.putAll(answer);
        return gold;
    }
}
