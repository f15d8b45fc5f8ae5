package dev.penstock.server.http;

import dev.penstock.server.access.Caller;
import io.javalin.http.Context;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A request that was let in and whose form is as documented.
public final class Call {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private static final int LARGEST_PAGE = 200;

    private final Context context;
    private final Caller caller;
    private final Input input;

    /// What was read of the body, or is still to be read.
    private sealed interface Input {
        record Tree(JsonNode json) implements Input {}

        record Stream(InputStream lines) implements Input {}

        record Fields(Map<String, List<String>> values) implements Input {}
    }

    private Call(Context context, Caller caller, Input input) {
        this.context = context;
        this.caller = caller;
        this.input = input;
    }

    static Call withJson(Context context, Caller caller, JsonNode body) {
        return new Call(context, caller, new Input.Tree(body));
    }

    static Call withoutBody(Context context, Caller caller) {
        return withJson(context, caller, MissingNode.getInstance());
    }

    static Call withLines(Context context, Caller caller, InputStream lines) {
        return new Call(context, caller, new Input.Stream(lines));
    }

    static Call withForm(Context context, Caller caller, byte[] form) {
        return new Call(context, caller, new Input.Fields(read(new String(form, StandardCharsets.UTF_8))));
    }

    public Caller caller() {
        return caller;
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    public @Nullable String header(String name) {
        return context.header(name);
    }

    public @Nullable String query(String name) {
        return context.queryParam(name);
    }

    /// @throws Refusal if it is given and no whole number from `min` to `max`
    public int query(String name, int standard, int min, int max) {
        var text = query(name);
        if (text == null) {
            return standard;
        }
        int value = WHOLE.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            throw new Refusal(ProblemType.BAD_REQUEST, name + " must be a whole number from " + min + " to " + max);
        }
        return value;
    }

    /// Entries of a page.
    public int limit(int standard) {
        return query("limit", standard, 1, LARGEST_PAGE);
    }

    /// @throws Refusal if it is given and neither `true` nor `false`
    public boolean flag(String name) {
        var text = query(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new Refusal(ProblemType.BAD_REQUEST, name + " must be true or false");
        }
        return "true".equals(text);
    }

    /// The body; a missing node when there is none.
    public JsonNode json() {
        return input instanceof Input.Tree(var json) ? json : MissingNode.getInstance();
    }

    public InputStream lines() {
        return input instanceof Input.Stream(var lines) ? lines : InputStream.nullInputStream();
    }

    /// A field of the form; empty when it is not there.
    public String field(String name) {
        var all = fields(name);
        return all.isEmpty() ? "" : all.getLast();
    }

    /// All fields of that name, such as the boxes that were ticked.
    public List<String> fields(String name) {
        return form().getOrDefault(name, List.of());
    }

    /// All fields of the form, by name.
    public Map<String, List<String>> form() {
        return input instanceof Input.Fields(var values) ? values : Map.of();
    }

    /// Where the request comes from.
    public String address() {
        return context.ip();
    }

    public @Nullable String host() {
        return context.header("Host");
    }

    public @Nullable String cookie(String name) {
        return context.cookie(name);
    }

    /// A part of the page is asked for, by htmx.
    public boolean wantsPart() {
        return "true".equals(header("HX-Request"));
    }

    private static Map<String, List<String>> read(String form) {
        var fields = new HashMap<String, List<String>>();
        for (var pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.computeIfAbsent(decoded(pair.substring(0, equals)), _ -> new ArrayList<>())
                        .add(decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, "the form is not encoded as forms are");
        }
    }
}
