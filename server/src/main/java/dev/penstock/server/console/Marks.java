package dev.penstock.server.console;

import dev.penstock.item.Evidence;
import dev.penstock.server.console.ShownText.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the evidence stands in what a person reads.
final class Marks {
    private static final Pattern NEAREST = Pattern.compile("Nearest: \"(.+)\" \\(([^()]+)\\)\\.$", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("\\(line (\\d{1,7}), column (\\d{1,7})\\)$");
    private static final int MOST = 50;

    private Marks() {}

    /// What in the input a value resembles most; empty when the check found nothing.
    static Optional<String> nearest(Evidence evidence) {
        var found = NEAREST.matcher(evidence.message());
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /// In the input: what values resemble.
    static List<Span> nearest(String text, List<Evidence> evidence) {
        return evidence.stream().flatMap(one -> nearest(one).stream()).flatMap(value -> all(text, value)).toList();
    }

    /// In a reply: the value at the path, else what is quoted, else the place where it stops being JSON.
    ///
    /// @param spans where values stand, by JSON pointer; empty for what is no JSON
    static List<Span> of(String text, Map<String, Span> spans, List<Evidence> evidence) {
        var marks = new ArrayList<Span>();
        for (var one : evidence) {
            if (!one.path().isEmpty() && spans.containsKey(one.path())) {
                marks.add(spans.get(one.path()));
            } else {
                marks.addAll(quoted(text, one));
            }
        }
        return marks;
    }

    private static List<Span> quoted(String text, Evidence one) {
        var excerpt = one.excerpt() == null ? "" : one.excerpt();
        var bare = excerpt.endsWith("…") ? excerpt.substring(0, excerpt.length() - 1) : excerpt;
        var found = all(text, bare).toList();
        return found.isEmpty() ? caret(text, one.message()).stream().toList() : found;
    }

    private static Optional<Span> caret(String text, String message) {
        var place = PLACE.matcher(message);
        if (!place.find()) {
            return Optional.empty();
        }
        int start = 0;
        for (int line = Integer.parseInt(place.group(1)); line > 1; line--) {
            start = text.indexOf('\n', start) + 1;
            if (start == 0) {
                return Optional.empty();
            }
        }
        int at = Math.min(start + Integer.parseInt(place.group(2)) - 1, text.length() - 1);
        return at < 0 ? Optional.empty() : Optional.of(new Span(at, at + 1));
    }

    private static Stream<Span> all(String text, String part) {
        if (part.isBlank()) {
            return Stream.empty();
        }
        return Stream.iterate(text.indexOf(part), at -> at >= 0, at -> text.indexOf(part, at + part.length()))
                .limit(MOST)
                .map(at -> new Span(at, at + part.length()));
    }
}
