package dev.penstock.cli;

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
        if (request.format() instanceof OutputFormat.JsonSchema(var name, var schema)) {
            text.append("\n--- output schema ")
                    .append(name)
                    .append(" ---\n")
                    .append(schema.toPrettyString())
                    .append('\n');
        }
        return text.toString().stripTrailing();
    }
}
