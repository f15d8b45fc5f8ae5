package dev.penstock.server.console;

import dev.penstock.server.http.Call;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The output that a reviewer has before them, in whichever view: the reply at first, then what they made of it. Nothing
/// typed is lost by changing the view.
///
/// @param output as text: what the form says, the JSON, or the free text
/// @param base the JSON that the form was made from; empty in other views
/// @param form null in other views
/// @param freeText whether the task has no schema
/// @param trouble why the view that was asked for cannot be had; empty when it can
public record Draft(View view, String output, String base, @Nullable EditForm form, boolean freeText,
        String trouble) {
    /// How an output is shown.
    public enum View {
        FORM, JSON,
        /// Free text, of a task without a schema.
        TEXT,
        /// The reply, with its evidence; not to be edited.
        RAW;

        public String label() {
            return switch (this) {
                case FORM -> "form";
                case JSON -> "json";
                case TEXT -> "text";
                case RAW -> "raw";
            };
        }

        static View of(String label, boolean structured) {
            return switch (label) {
                case "form" -> FORM;
                case "raw" -> RAW;
                default -> structured ? JSON : TEXT;
            };
        }
    }

    /// What a reviewer is shown first.
    ///
    /// @param schema null for free text
    static Draft first(Optional<String> reply, @Nullable JsonNode schema) {
        if (schema == null) {
            return new Draft(View.TEXT, reply.orElse(""), "", null, true, "");
        }
        var text = reply.flatMap(JsonLayout::of).map(JsonLayout::text).orElse(reply.orElse("{}"));
        var form = new Draft(View.JSON, text, "", null, false, "").as(View.FORM, schema);
        return form.trouble().isEmpty() ? form : new Draft(View.JSON, text, "", null, false, "");
    }

    /// What a reviewer sends.
    static Draft typed(Call call, @Nullable JsonNode schema) {
        var view = View.of(call.field("view"), schema != null);
        if (view != View.FORM || schema == null) {
            return new Draft(view, call.field("output").replace("\r\n", "\n"), "", null, schema == null, "");
        }
        var base = call.field("base");
        return JsonLayout.of(base)
                .flatMap(layout -> EditForm.of(schema, layout))
                .map(form -> form.typed(name -> call.fields(name).isEmpty() ? null : call.field(name)))
                .map(form -> new Draft(View.FORM, form.json(), base, form, false, ""))
                .orElseGet(() -> new Draft(View.JSON, base, "", null, false, ""));
    }

    /// The same in another view, or in this one and why.
    ///
    /// @param schema null for free text
    Draft as(View wanted, @Nullable JsonNode schema) {
        if (schema == null) {
            return new Draft(wanted == View.RAW ? View.RAW : View.TEXT, output, "", null, true, "");
        }
        var laid = JsonLayout.read(output);
        var text = laid instanceof JsonLayout.Reading.Laid(var layout) ? layout.text() : output;
        if (wanted != View.FORM) {
            return new Draft(wanted == View.RAW ? View.RAW : View.JSON, text, "", null, false, "");
        }
        return switch (laid) {
            case JsonLayout.Reading.Refused refused ->
                because("There is no form for what is not JSON. " + refused.why());
            case JsonLayout.Reading.Laid(var layout) -> EditForm.of(schema, layout)
                    .map(form -> new Draft(View.FORM, layout.text(), layout.text(), form, false, ""))
                    .orElseGet(() -> because("There is no form for this output: edit the JSON."));
        };
    }

    private Draft because(String why) {
        return new Draft(view, output, base, form, freeText, why);
    }

    /// What it says, or why it says nothing.
    JsonLayout.Reading read() {
        return JsonLayout.read(output);
    }

    /// The output as a tree; empty if it is not JSON where some is wanted.
    Optional<JsonNode> node(boolean structured) {
        return structured
                ? JsonLayout.of(output).map(JsonLayout::node)
                : Optional.of(StringNode.valueOf(output));
    }

    /// Whether it says nothing.
    boolean isEmpty() {
        return output.isBlank() || output.strip().equals("{}");
    }

    /// Whether it is the reply as it was.
    boolean isReply(String reply) {
        if (output.equals(reply.replace("\r\n", "\n"))) {
            return true;
        }
        var mine = JsonLayout.of(output).map(JsonLayout::node);
        return mine.isPresent() && mine.equals(JsonLayout.of(reply).map(JsonLayout::node));
    }

    /// The output as a person reads it: JSON laid out, anything else as it is.
    public String laidOut() {
        return JsonLayout.of(output).map(JsonLayout::text).orElse(output);
    }

    /// Lines that are worth showing at once.
    public int rows() {
        return Math.clamp(output.lines().count() + 1, 6, 30);
    }
}
