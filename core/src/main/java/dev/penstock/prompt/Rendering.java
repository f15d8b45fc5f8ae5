package dev.penstock.prompt;

import dev.penstock.item.Failure;
import dev.penstock.provider.Request;
import java.util.List;

/// What became of rendering a prompt for one item.
public sealed interface Rendering {
    /// Ready to send.
    ///
    /// @param flags what a reviewer should know about the record: `input-placeholder:<field>`, `input-incomplete:<field>`,
    ///     `input-cut:<field>` (or the template's line, when what was cut is no field)
    record Ready(Request request, List<String> flags) implements Rendering {
        public Ready {
            flags = List.copyOf(flags);
        }
    }

    /// Not to be sent: [Failure.BadInput] or [Failure.TemplateError].
    record Failed(Failure failure) implements Rendering {}
}
