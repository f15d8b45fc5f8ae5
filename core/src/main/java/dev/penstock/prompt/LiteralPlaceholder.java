package dev.penstock.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Text that stands where a value should: `{customer_name}`, `${x}`, `{{ x }}`, `[NAME]`, `<UNKNOWN>`. It shows that
/// something before Penstock failed to fill in a template.
///
/// @param field name of the record's field, or empty
/// @param offset where it starts in the text it was found in
record LiteralPlaceholder(String field, String text, int offset) {
    private static final int LONGEST = 60;
    /// Angle brackets count only around capitals, and square brackets only around capitals that no link follows: prompts
    /// use `<ticket>` as markup and `[text](link)` as Markdown.
    private static final Pattern MARKER = Pattern.compile("\\$\\{[A-Za-z_][\\w .-]{0,40}\\}"
            + "|\\{\\{\\s*[A-Za-z_][\\w .-]{0,40}\\}\\}" + "|(?<![\\w{$\\\\])\\{[A-Za-z_][\\w .-]{0,40}\\}(?!\\})"
            + "|\\[(?:[A-Z][A-Z0-9]*[_ ][A-Z0-9_ ]{1,38}|[A-Z]{3,40}|(?:[A-Z][a-z]+ ){1,4}[A-Z][a-z]+"
            + "|(?:[Yy]our|[Ii]nsert|[Cc]ustomer|[Ff]irst|[Ll]ast) [a-z ]{1,38})\\](?!\\()"
            + "|<[A-Z][A-Z0-9_ ]{2,40}>");

    /// Those in the text of a record, in any of its fields but `id`, at most ten.
    static List<LiteralPlaceholder> inRecord(ObjectNode record) {
        var found = new ArrayList<LiteralPlaceholder>();
        record.properties().forEach(field -> {
            if (!field.getKey().equals("id")) {
                collect(field.getKey(), field.getValue(), found);
            }
        });
        return found.stream().limit(10).toList();
    }

    /// Those in one text, in order.
    static List<LiteralPlaceholder> in(String field, String text) {
        if (text.indexOf('{') < 0 && text.indexOf('[') < 0 && text.indexOf('<') < 0) {
            return List.of();
        }
        return MARKER.matcher(text)
                .results()
                .filter(match -> !closedLater(text, match.group()))
                .map(match -> new LiteralPlaceholder(field, cut(match.group()), match.start()))
                .toList();
    }

    private static void collect(String field, JsonNode value, List<LiteralPlaceholder> found) {
        if (value.isString()) {
            found.addAll(in(field, value.stringValue()));
        } else {
            value.forEach(child -> collect(field, child, found));
        }
    }

    /// `<DOCUMENT> ... </DOCUMENT>` is markup.
    private static boolean closedLater(String text, String marker) {
        return marker.startsWith("<") && text.contains("</" + marker.substring(1));
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
