package dev.penstock.engine.scaffold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// A task about to be written.
///
/// @param files by name in the task's folder, `task.yaml` not among them
/// @param model it asks for
/// @param openAi whether it comes from requests in OpenAI's form
/// @param input the records to try it with
/// @param notes what was found out, and what was left out, in sentences
record TaskDraft(String description, Map<String, String> files, String model, int maxOutputTokens, boolean openAi,
        Records input, List<String> notes) {
    TaskDraft {
        files = Map.copyOf(files);
        notes = List.copyOf(notes);
    }

    /// Records that can be read again and again, because a file of them may be large.
    @FunctionalInterface
    interface Records {
        void forEach(Consumer<ObjectNode> reader);
    }

    /// Writes the input as JSON lines.
    void writeInput(Appendable out) {
        input.forEach(record -> {
            try {
                out.append(record.toString()).append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
