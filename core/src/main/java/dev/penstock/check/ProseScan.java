package dev.penstock.check;

import dev.penstock.check.StrictJson.Reading;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks for the one JSON value inside prose, in a single pass: every bracketed region is read at most once and its inside
/// is never searched, so neither an inner object of a broken reply nor the first of two answers is ever taken.
final class ProseScan {
    /// What stands just before or after the value if it is a piece of larger JSON rather than an answer in prose.
    private static final Pattern KEY_BEFORE = Pattern.compile("[\"'`]\\s{0,10}:\\s{0,100}$");
    private static final String CLOSERS = ",}]:";
    /// After an opening bracket: the start of JSON content, as opposed to `[sic]` or `{name}`.
    private static final Pattern JSON_START = Pattern
            .compile("[\\[{]\\s{0,1000}(?:[\\[{\\]}\"\\-\\d]|true\\b|false\\b|null\\b)");

    private static final int KEY_LOOKBACK = 120;

    private final String text;
    private final char opener;
    private int fences;

    private ProseScan(String text, char opener) {
        this.text = text;
        this.opener = opener;
    }

    /// What the scan found.
    sealed interface Result {}

    record One(JsonNode node) implements Result {}

    record None() implements Result {}

    /// @param why one sentence
    record Unclear(String why) implements Result {}

    /// @param opener the bracket the wanted value starts with
    static Result of(String text, char opener) {
        return new ProseScan(text, opener).scan();
    }

    private Result scan() {
        JsonNode found = null;
        var at = 0;
        while (at < text.length()) {
            var c = text.charAt(at);
            countFence(at);
            if (c == '}' || c == ']') {
                return new Unclear("a closing bracket has no opening one: the reply is a piece of something larger");
            }
            if (c != '{' && c != '[') {
                at++;
                continue;
            }
            var end = closing(at);
            if (end < 0) {
                return new Unclear("a bracket is never closed: the reply is cut off or not JSON");
            }
            if (c == opener && looksLikeJson(at)) {
                var node = candidate(at, end);
                if (node == null || found != null) {
                    return new Unclear(node == null
                            ? "the JSON in the reply is broken or a piece of something larger"
                            : "the reply holds more than one JSON value");
                }
                found = node;
            }
            at = end;
        }
        if (found == null) {
            return new None();
        }
        return fences % 2 == 0 ? new One(found) : new Unclear("a code fence is never closed: the reply may be cut off");
    }

    private void countFence(int at) {
        if (text.startsWith("```", at) && (at == 0 || text.charAt(at - 1) != '`')) {
            fences++;
        }
    }

    private boolean looksLikeJson(int at) {
        return JSON_START.matcher(text).region(at, text.length()).lookingAt();
    }

    private @Nullable JsonNode candidate(int start, int end) {
        if (isPieceOfMore(start, end)) {
            return null;
        }
        return StrictJson.read(text.substring(start, end)) instanceof Reading.Value(var node) ? node : null;
    }

    private boolean isPieceOfMore(int start, int end) {
        var before = text.substring(Math.max(0, start - KEY_LOOKBACK), start);
        var after = end;
        while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        return KEY_BEFORE.matcher(before).find() || (after < text.length() && CLOSERS.indexOf(text.charAt(after)) >= 0);
    }

    /// Index after the bracket that closes the one at `start`, brackets inside JSON strings not counted; -1 if none does.
    private int closing(int start) {
        var depth = 0;
        var inString = false;
        for (var i = start; i < text.length(); i++) {
            var c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
