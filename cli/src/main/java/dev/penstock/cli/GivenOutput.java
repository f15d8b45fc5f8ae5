package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An output that a person gives: JSON itself, `@FILE`, or `-` for standard input. Read strictly; numbers keep their
/// digits.
final class GivenOutput {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private GivenOutput() {}

    /// @throws CannotStartException if it cannot be read or is not JSON
    static JsonNode read(PenstockCommand root, String given) {
        try {
            var node = JSON.readTree(text(root, given));
            if (node.isMissingNode()) {
                throw new CannotStartException("the output is empty", "give JSON, @FILE or -; nothing was changed");
            }
            return node;
        } catch (JacksonException e) {
            throw new CannotStartException("the output is not JSON" + place(e),
                    "free text is a JSON string: --output '\"text\"'; nothing was changed");
        } catch (IOException e) {
            throw new CannotStartException("the output cannot be read: " + e.getMessage(), "nothing was changed");
        }
    }

    /// A JSON Schema in a file.
    ///
    /// @throws CannotStartException if it cannot be read or is no JSON object
    static JsonNode schema(Path file) {
        try {
            var node = JSON.readTree(Files.readString(file));
            if (node.isObject()) {
                return node;
            }
            throw new CannotStartException("the schema " + file + " is no JSON object",
                    "such as {\"type\":\"object\"}");
        } catch (JacksonException e) {
            throw new CannotStartException("the schema " + file + " is not JSON" + place(e), "nothing was read");
        } catch (IOException e) {
            throw new CannotStartException("the schema " + file + " cannot be read (" + e.getClass().getSimpleName()
                    + ")", "give a file with a JSON Schema");
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
    }

    private static String text(PenstockCommand root, String given) throws IOException {
        if (given.equals("-")) {
            return new String(root.surroundings().in().readAllBytes(), StandardCharsets.UTF_8);
        }
        return given.startsWith("@") ? Files.readString(root.path(Path.of(given.substring(1)))) : given;
    }
}
