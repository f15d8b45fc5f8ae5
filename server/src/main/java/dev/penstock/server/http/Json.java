package dev.penstock.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as it comes and goes over HTTP: strict, not deep.
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int LONGEST_NUMBER = 400;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /// @throws Refusal if it is not one JSON value in UTF-8; the problem says where, never what
    static JsonNode read(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            var node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new Refusal(ProblemType.BAD_REQUEST, "the body is empty; it must be a JSON object");
            }
            return node;
        } catch (CharacterCodingException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, "the body is not UTF-8");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Refusal(ProblemType.BAD_REQUEST, "the body is not strict JSON of at most " + MAX_DEPTH + " levels"
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }
}
