package dev.penstock.prompt;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Fixed text as the source of a template: it renders to exactly the text, whatever braces are in it, and lint takes
/// nothing of it for a placeholder that somebody forgot to fill in.
public final class TemplateText {
    /// What starts a tag, and what [Lint] reads as unfinished.
    private static final Pattern OPENING = Pattern.compile("\\{[{%#]|\\bTODO\\b|\\{$");

    /// For text in which quoting one placeholder makes another: nothing is left to read as one.
    private static final Pattern EVERY_BRACKET = Pattern.compile("[{<\\[$]+|\\bTODO\\b");

    private TemplateText() {}

    /// The source of a template that renders to this text.
    public static String literal(String text) {
        var source = quoted(text, placeholders(text));
        return LiteralPlaceholder.in("", Template.textOutsideTags(source)).isEmpty()
                ? source
                : quoted(text, ranges(EVERY_BRACKET, text));
    }

    private static NavigableMap<Integer, Integer> placeholders(String text) {
        var ends = ranges(OPENING, text);
        LiteralPlaceholder.in("", text)
                .forEach(found -> ends.merge(found.offset(), found.offset() + found.text().length(), Math::max));
        return ends;
    }

    private static NavigableMap<Integer, Integer> ranges(Pattern pattern, String text) {
        var ends = new TreeMap<Integer, Integer>();
        pattern.matcher(text).results().forEach(match -> ends.put(match.start(), match.end()));
        return ends;
    }

    /// @param ends of the ranges to put into a tag, by start
    private static String quoted(String text, NavigableMap<Integer, Integer> ends) {
        var source = new StringBuilder();
        int written = 0;
        for (var range : ends.entrySet()) {
            if (range.getKey() >= written) {
                int start = withBraceBefore(text, range.getKey(), written);
                source.append(text, written, start).append("{{ '").append(text, start, range.getValue()).append("' }}");
                written = range.getValue();
            }
        }
        return source.append(text.substring(written)).toString();
    }

    /// A brace just before a tag would join its braces.
    private static int withBraceBefore(String text, int start, int written) {
        int from = start;
        while (from > written && text.charAt(from - 1) == '{') {
            from--;
        }
        return from;
    }
}
