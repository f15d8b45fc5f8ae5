package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Request;
import java.util.Locale;

/// A request as text, exactly as it is sent.
final class RequestText {
    private RequestText() {}

    static String of(Request request) {
        var text = new StringBuilder("model: " + request.model() + "\nmax output tokens: " + request.maxOutputTokens()
                + "\ntimeout: " + Figures.duration(request.timeout()) + "\n");
        if (request.system() != null) {
            text.append("\n--- system ---\n").append(request.system()).append('\n');
        }
        for (var message : request.messages()) {
            text.append("\n--- ")
                    .append(message.role().name().toLowerCase(Locale.ROOT))
                    .append(" ---\n")
                    .append(message.text())
                    .append('\n');
        }
        return text.append(format(request.format())).toString().stripTrailing();
    }

    private static String format(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> "";
            case OutputFormat.JsonMode _ -> "\n--- JSON mode ---\n";
            case OutputFormat.JsonSchema(var name, var schema, _) -> "\n--- output schema " + name + " ---\n"
                    + schema.toPrettyString();
            case OutputFormat.Tool tool -> "\n--- tool " + tool.name() + (tool.forced() ? " (forced)" : "") + " ---\n"
                    + tool.description() + "\n" + tool.schema().toPrettyString();
        };
    }
}
