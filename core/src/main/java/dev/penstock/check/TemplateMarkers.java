package dev.penstock.check;

import dev.penstock.item.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Finds the slots of a template that nobody filled: `[Customer Name]`, `{customer_name}`, `{{ name }}`, `${name}`,
/// `<NAME>`, `[INSERT DATE HERE]`, lorem ipsum.
///
/// The rule: a double brace, a dollar brace, or a single brace around one identifier is a slot, unless it stands in code,
/// in a URL, or after a letter, digit or backslash. Angle brackets need upper case, or `your ...` or `insert ...`. They,
/// square brackets, and braces around several words need the vocabulary of [SlotWords]; an identifier with an
/// underscore does in angle brackets. So `[1]`, `[sic]`, `<THANK YOU>`, `rows[id]`, `[12:30]`, `[text](link)`, `{ }`, `{"a":1}`, `<a@b.org>` and anything between backticks is left alone.
///
/// Every repetition in the patterns has a bound, so the work is linear in the text.
public final class TemplateMarkers {
    private static final int MOST = 20;

    private static final Pattern SQUARE = Pattern
            .compile("(?<![\\w\\])])\\[([A-Za-z][A-Za-z _'’/-]{1,60})](?![(\\[\\w=])");
    private static final Pattern BRACE_WORDS = Pattern
            .compile("(?<![\\w$\\\\{^}/=])\\{([A-Za-z][A-Za-z'’-]{0,30}(?: [A-Za-z'’-]{1,30}){1,5})}(?!})");
    private static final Pattern ANGLE = Pattern
            .compile("(?<![\\w<])<([A-Z][A-Z0-9_ ]{1,40}|(?i:your|insert)[ _][A-Za-z _]{2,40})>");
    private static final Pattern LOREM = Pattern.compile("\\blorem ipsum\\b", Pattern.CASE_INSENSITIVE);
    private static final List<Pattern> IDENTIFIERS = List.of(
            Pattern.compile("(?<![\\w\\\\^}])\\{\\{\\s{0,5}[A-Za-z_#/>][^{}\\n]{0,60}}}"),
            Pattern.compile("(?<![\\w\\\\])\\{%\\s{0,5}[A-Za-z][^{}%\\n]{0,60}%}"),
            Pattern.compile("\\$\\{[A-Za-z_][\\w.:-]{0,60}}"),
            Pattern.compile("(?<![\\w$\\\\{^}/=])\\{[A-Za-z_][A-Za-z0-9_.]{0,60}}(?!})"));

    private static final Pattern CODE_SPAN = Pattern.compile("(?s)```.*?```|`[^`\\n]{1,200}`");
    private static final Pattern CODE = Pattern.compile("\\b(?:def \\w{1,60}\\(|function\\b[ \\w]{0,60}\\(|"
            + "class \\w{1,60} ?[({:]|import \\w{1,60}[;.\\n]|(?:const|let|var) \\w{1,60} ?=|console\\.log|print[fl]?[n]?\\(|"
            + "f[\"']|echo [\"$])|#include|=>|</\\w{1,60}>|\\breturn [^\\n;]{1,80};[ \\t]{0,10}(?:[}\\n]|$)");

    private TemplateMarkers() {}

    /// The distinct markers in a text, at most 20.
    public static List<String> in(String text) {
        if (!mayHoldAny(text)) {
            return List.of();
        }
        var found = new LinkedHashSet<String>();
        var prose = withoutCode(text);
        collect(LOREM, prose, found, _ -> true);
        collect(SQUARE, prose, found, SlotWords::name);
        collect(ANGLE, prose, found, slot -> isAngleSlot(slot, prose));
        if (!CODE.matcher(prose).find()) {
            IDENTIFIERS.forEach(pattern -> collect(pattern, prose, found, _ -> true));
            collect(BRACE_WORDS, prose, found, SlotWords::name);
        }
        return List.copyOf(found);
    }

    /// Markers in the strings of an input record, for tasks that want to know before they pay for a reply.
    public static List<Evidence> inRecord(JsonNode record) {
        var evidence = new ArrayList<Evidence>();
        for (var field : TextFields.of(record, Shape.ANYTHING)) {
            for (var marker : in(field.value())) {
                evidence.add(new Evidence("placeholder", "input-marker", field.path(),
                        field.path() + ": holds the template marker " + marker, marker));
            }
        }
        return evidence.size() > MOST ? List.copyOf(evidence.subList(0, MOST)) : List.copyOf(evidence);
    }

    private static boolean mayHoldAny(String text) {
        return text.indexOf('[') >= 0 || text.indexOf('{') >= 0 || text.indexOf('<') >= 0
                || LOREM.matcher(text).find();
    }

    private static void collect(Pattern pattern, String text, Set<String> found, Predicate<String> isSlot) {
        var matcher = pattern.matcher(text);
        while (found.size() < MOST && matcher.find()) {
            if (isSlot.test(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group())) {
                found.add(matcher.group());
            }
        }
    }

    /// A fence around the whole text is wrapping, not code.
    private static String withoutCode(String text) {
        if (text.indexOf('`') < 0) {
            return text;
        }
        var stripped = text.strip();
        var wrapped = stripped.length() > 6 && stripped.startsWith("```")
                && stripped.indexOf("```", 3) == stripped.length() - 3;
        return CODE_SPAN.matcher(wrapped ? stripped.substring(3, stripped.length() - 3) : text).replaceAll(" ` ");
    }

    /// Upper case alone is not enough: receipts say `<THANK YOU>` and old HTML says `<BR>`.
    private static boolean isAngleSlot(String slot, String text) {
        var identifier = slot.indexOf('_') > 0 && slot.indexOf(' ') < 0;
        return (identifier || SlotWords.name(slot)) && !text.contains("</" + slot + ">");
    }
}
