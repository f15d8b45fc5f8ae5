package dev.penstock.prompt;

import dev.penstock.provider.CachedPart;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.OutputPlan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Everything about a task's requests that follows from its plan and is the same for every item.
///
/// @param instruction what is added to the system prompt; empty for nothing
/// @param fixedBytes UTF-8 bytes every request has in common: text outside the templates' tags, examples, schema
/// @param cached null when the leading fixed part is too short to be worth a mark
record Asking(OutputPlan plan, OutputFormat format, String instruction, long fixedBytes, @Nullable CachedPart cached) {
    /// Of so many bytes at most does a token of ordinary text consist, so that a mark is rather made than missed.
    private static final int BYTES_PER_TOKEN = 3;

    static Asking of(CompiledTask task, OutputPlan plan) {
        var schema = task.schema();
        var format = format(task, plan);
        var instruction = schema == null ? "" : OutputInstruction.of(plan, task.task(), schema);
        long fixed = task.fixedBytes() + format.bytes() + utf8(instruction);
        return new Asking(plan, format, instruction, fixed, cached(task, plan, format, instruction));
    }

    private static OutputFormat format(CompiledTask task, OutputPlan plan) {
        var schema = task.schema();
        if (schema == null) {
            return new OutputFormat.Text();
        }
        return switch (plan.mode()) {
            case JSON_SCHEMA -> new OutputFormat.JsonSchema(task.task(), schema);
            case TOOL -> new OutputFormat.Tool(task.task(), OutputInstruction.TOOL_DESCRIPTION, schema,
                    plan.forcedTool());
            case JSON_MODE -> new OutputFormat.JsonMode(schema);
            case PROMPT, TEXT -> new OutputFormat.Text();
        };
    }

    /// A system prompt that varies with the item ends what can be cached, whatever follows it.
    private static @Nullable CachedPart cached(CompiledTask task, OutputPlan plan, OutputFormat format,
            String instruction) {
        var system = task.system();
        boolean fixed = system == null || system.isFixed();
        long bytes = format.bytes();
        if (fixed) {
            bytes += utf8(instruction) + (system == null ? 0 : system.fixedBytes()) + task.exampleBytes();
        }
        return bytes / BYTES_PER_TOKEN < plan.cacheMinimumTokens()
                ? null
                : new CachedPart(fixed, fixed ? task.examples().size() : 0);
    }

    /// The system prompt as it is sent.
    ///
    /// @param rendered the task's own; null when it has none
    @Nullable
    String system(@Nullable String rendered) {
        if (instruction.isEmpty()) {
            return rendered;
        }
        return rendered == null ? instruction : rendered.stripTrailing() + "\n\n" + instruction;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
