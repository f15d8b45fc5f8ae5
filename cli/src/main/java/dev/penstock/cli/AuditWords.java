package dev.penstock.cli;

import dev.penstock.engine.Figures;
import dev.penstock.engine.audit.AuditReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an audit's reasons and flags are called in a sentence.
final class AuditWords {
    private AuditWords() {}

    /// The whole finding in one sentence.
    static String headline(AuditReport report) {
        var rows = Figures.count(report.rows());
        if (report.rows() == 0) {
            return "No line of the file could be judged.";
        }
        if (report.bad() == 0) {
            return report.rows() == 1
                    ? "The one row you shipped is fine."
                    : "All " + rows + " rows you shipped are fine.";
        }
        boolean one = report.bad() == 1;
        return Figures.count(report.bad()) + " of " + rows + " rows you shipped " + (one ? "is " : "are ")
                + listed(report.reasons().keySet().stream().map(reason -> adjective(reason, one, report)).toList())
                + ".";
    }

    private static String listed(List<String> words) {
        var all = new ArrayList<>(words);
        var last = all.removeLast();
        return all.isEmpty() ? last : String.join(", ", all) + " or " + last;
    }

    private static String adjective(String reason, boolean one, AuditReport report) {
        return switch (reason) {
            case "placeholder" -> one ? "a placeholder" : "placeholders";
            case "refused" -> one ? "a refusal" : "refusals";
            case "schema-mismatch" -> "off-schema";
            case "unparseable" -> "not JSON";
            case "too-long" -> "too long to be checked";
            case "no-answer" -> "without an answer";
            case "rule-broken" -> "against a rule";
            case "ungrounded" -> "made up";
            case "wrong-language" -> language(report.languages());
            default -> reason;
        };
    }

    /// A name only if it is true of all of them.
    private static String language(Map<String, Long> languages) {
        var code = languages.size() == 1 ? languages.keySet().iterator().next() : "";
        return code.isEmpty() ? "in the wrong language" : Locale.of(code).getDisplayLanguage(Locale.ENGLISH);
    }

    /// What a reason means, beside its number.
    static String meaning(String reason) {
        return switch (reason) {
            case "placeholder" -> "\"N/A\", [NAME] or nothing for a value";
            case "truncated" -> "cut off before the end";
            case "refused" -> "the model declined";
            case "empty" -> "nothing in the output";
            case "too-long" -> "over 1,048,576 characters: a run refuses it too";
            case "no-answer" -> "the provider reported an error";
            case "unparseable" -> "no single JSON value in it";
            case "schema-mismatch" -> "JSON, but not what the schema says";
            case "wrong-language" -> "in another language than asked for";
            case "rule-broken" -> "breaks a rule, such as no endless loop";
            case "ungrounded" -> "a value that is not in the input";
            default -> "";
        };
    }

    /// What a flag means.
    static String flag(String flag) {
        return switch (flag) {
            case "duplicate" -> "the same long text as another input got";
            case "empty-field" -> "an empty field; a schema would say whether it may be";
            case "lossless:fence" -> "JSON in a code fence: a strict parser fails on it";
            case "lossless:prose" -> "JSON with prose around it: a strict parser fails on it";
            case "lossless:bom" -> "starts with a byte order mark";
            case "lossless:stringified" -> "an object written as a string";
            case "lossless:number" -> "a number written as a string";
            case "semantics:echo" -> "only repeats the input";
            default -> "flagged by a check of the task";
        };
    }
}
