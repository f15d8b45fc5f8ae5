package dev.penstock.provider;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The error a body speaks of, whatever its shape: nested in `error` (Anthropic, OpenAI, vLLM with integer codes), flat
/// (Mistral, older vLLM), `error` as a string (vLLM, xAI), `detail` as a list (Mistral's 422), wrapped in an array (Gemini).
///
/// @param names every type, code, status and reason it gives, the type first
/// @param param the request field at fault; null when it names none
/// @param message the provider's sentence; null when there is none
public record ErrorBody(Set<String> names, @Nullable String param, @Nullable String message) {
    /// No error, or none that can be read.
    public static final ErrorBody NONE = new ErrorBody(Set.of(), null, null);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LONGEST_MESSAGE = 200;
    /// A name or a field path. Anything else might quote the request.
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,80}");
    private static final Pattern KEY_LIKE = Pattern.compile("\\b(sk|pk|gsk|xai|key)-[A-Za-z0-9_*.-]{6,}");

    /// The body as JSON; empty if it is not JSON, or not UTF-8, or nothing at all.
    public static Optional<JsonNode> parse(Body body) {
        try {
            var node = JSON.readTree(body.bytes());
            return node.isContainer() ? Optional.of(node) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    /// Whether the body reports an error, which some servers send with status 200.
    public static boolean isError(JsonNode root) {
        var error = root.path("error");
        return error.isObject() || error.isString() || "error".equalsIgnoreCase(root.path("object").asString(""))
                || "error".equals(root.path("type").asString(""));
    }

    /// The error in a body.
    public static ErrorBody of(JsonNode root) {
        var top = root.isArray() ? root.path(0) : root;
        var error = top.path("error").isObject() ? top.path("error") : top;
        var problem = firstProblem(error);
        return new ErrorBody(names(error, problem), param(error, problem), message(error));
    }

    /// Mistral's and pydantic's list of validation problems; only its first entry is looked at.
    private static JsonNode firstProblem(JsonNode error) {
        var list = error.path("detail").isArray() ? error.path("detail") : error.path("message").path("detail");
        return list.isArray() ? list.path(0) : error.path("message").path(0);
    }

    private static Set<String> names(JsonNode error, JsonNode problem) {
        var details = error.path("details");
        var names = new LinkedHashSet<String>();
        Stream.of(error.path("type"), details.path("error_code"), error.path("code"), error.path("status"),
                error.path("innererror").path("code"), problem.path("type")).forEach(name -> addName(names, name));
        if (details.isArray()) {
            details.forEach(detail -> addName(names, detail.path("reason")));
        }
        return names;
    }

    private static void addName(Set<String> names, JsonNode name) {
        if (name.isString() || name.isIntegralNumber()) {
            var text = name.asString();
            if (IDENTIFIER.matcher(text).matches()) {
                names.add(text);
            }
        }
    }

    private static @Nullable String param(JsonNode error, JsonNode problem) {
        var param = error.path("param").isString()
                ? error.path("param").asString()
                : problem.path("loc").valueStream().map(JsonNode::asString).collect(Collectors.joining("."));
        return IDENTIFIER.matcher(param).matches() ? param : null;
    }

    private static @Nullable String message(JsonNode error) {
        return Stream.of("message", "error", "detail")
                .map(error::path)
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .findFirst()
                .orElse(null);
    }

    /// Whether the error carries one of these names, given in lower case.
    public boolean isAny(Set<String> wanted) {
        return names.stream().anyMatch(name -> wanted.contains(name.toLowerCase(Locale.ROOT)));
    }

    /// Whether the provider's sentence matches from its first character on. A pattern that was searched anywhere could be
    /// set off by a prompt that the sentence quotes.
    public boolean begins(Pattern sentence) {
        return message != null && sentence.matcher(message).lookingAt();
    }

    /// One line for the operator: status, names and field, and the provider's sentence only where it cannot quote the
    /// request (never for 400, 413, 422 and 200).
    ///
    /// @param scrub takes the key out of a text
    public String detail(int status, UnaryOperator<String> scrub) {
        var line = new StringBuilder().append(status);
        names.stream()
                .filter(name -> !name.equals(String.valueOf(status)))
                .forEach(name -> line.append(' ').append(name));
        if (param != null) {
            line.append(" (").append(param).append(')');
        }
        if (message != null && (status >= 500 || Set.of(401, 402, 403, 404, 429).contains(status))) {
            line.append(": ").append(OneLine.of(withoutKeys(message, scrub), LONGEST_MESSAGE));
        }
        return withoutKeys(line.toString(), scrub);
    }

    private static String withoutKeys(String text, UnaryOperator<String> scrub) {
        return KEY_LIKE.matcher(scrub.apply(text)).replaceAll("***");
    }

    /// The integer code, for servers that put an HTTP status there.
    public Optional<Integer> statusCode() {
        return names.stream().filter(name -> name.matches("[45]\\d\\d")).map(Integer::valueOf).findFirst();
    }
}
