package dev.penstock.prompt;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A tag that is opened and never closed. The engine would take what follows for a part of it, and complain about that.
///
/// @param line where it is opened
record UnclosedTag(int line, String opening) {
    private static final Map<String, String> CLOSING = Map.of("{{", "}}", "{%", "%}", "{#", "#}");
    private static final Pattern OPENING = Pattern.compile("\\{[{%#]");
    private static final Pattern VALUE_OR_TAG = Pattern.compile("\\{[{%]");

    /// The first one of a template.
    ///
    /// @param source with verbatim text blanked out
    static Optional<UnclosedTag> in(String source) {
        var swallowing = Template.tags(source)
                .filter(tag -> !tag.group().startsWith("{#"))
                .filter(tag -> VALUE_OR_TAG.matcher(Template.withoutTexts(tag.group())).find(2))
                .findFirst()
                .map(tag -> at(source, tag.start()));
        return swallowing.or(() -> {
            var rest = OPENING.matcher(Template.textOutsideTags(source));
            return rest.find() ? Optional.of(at(source, rest.start())) : Optional.empty();
        });
    }

    private static UnclosedTag at(String source, int offset) {
        return new UnclosedTag(Template.line(source, offset), source.substring(offset, offset + 2));
    }

    String message() {
        return "`" + opening + "` is opened here and never closed with `" + CLOSING.get(opening) + "`";
    }
}
