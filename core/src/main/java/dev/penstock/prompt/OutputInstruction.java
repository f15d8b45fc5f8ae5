package dev.penstock.prompt;

import dev.penstock.provider.OutputPlan;
import tools.jackson.databind.JsonNode;

/// What the prompt itself says about the form of the reply, where the wire does not say all of it. The only place with such
/// words. They stand at the end of the system prompt, the same for every item, so that a prompt cache holds them.
final class OutputInstruction {
    /// What the model is told about the tool whose arguments are the reply.
    static final String TOOL_DESCRIPTION = "Takes the complete answer.";

    private OutputInstruction() {}

    /// Empty when the wire says it all.
    ///
    /// @param task the name the tool goes by
    static String of(OutputPlan plan, String task, JsonNode schema) {
        return switch (plan.mode()) {
            case PROMPT, JSON_MODE ->
                "Answer with one JSON value and nothing else: no words before or after it, no code"
                        + " fence. It must be valid against this JSON Schema:\n" + schema;
            case TOOL -> plan.forcedTool()
                    ? ""
                    : "Give your answer by calling the tool `" + task
                            + "` once, with the complete answer as its arguments. Write nothing else.";
            case JSON_SCHEMA, TEXT -> "";
        };
    }
}
