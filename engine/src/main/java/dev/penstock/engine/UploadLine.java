package dev.penstock.engine;

import dev.penstock.item.Failure;
import dev.penstock.store.NewItem;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/// A record as the line of an upload. One that its reader could not use, such as a row of a CSV file with too few fields, goes
/// as an object whose only key is `$unusable`: the dead letter then says what the reader said, as it would where the file is.
///
/// @param rule id of the rule that was broken
/// @param message one plain sentence that names file and line
/// @param text what was read
public record UploadLine(String rule, String message, String text) {
    private static final String UNUSABLE = "$unusable";

    /// @return one line without its end
    public static String of(NewItem read) {
        return switch (read.failure()) {
            case null -> read.item().record();
            case Failure.BadInput(var message, var evidence) -> {
                var line = JsonNodeFactory.instance.objectNode();
                line.putObject(UNUSABLE)
                        .put("rule", evidence.getFirst().rule())
                        .put("message", message)
                        .putRawValue("text", new RawValue(read.item().record()));
                yield line.toString();
            }
            case Failure other -> throw new IllegalArgumentException("no reader says " + other.reason());
        };
    }

    /// What a line says of a record that its reader could not use; empty for a usable record.
    static Optional<UploadLine> unusable(JsonNode record) {
        var said = record.path(UNUSABLE);
        boolean whole = said.path("rule").isString() && said.path("message").isString()
                && said.path("text").isString();
        return record.size() == 1 && whole
                ? Optional.of(new UploadLine(said.path("rule").stringValue(), said.path("message").stringValue(),
                        said.path("text").stringValue()))
                : Optional.empty();
    }
}
