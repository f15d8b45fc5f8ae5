package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Free text must not be a refusal in disguise: a provider reports one as a normal end of the turn. Looks only at how the
/// reply begins, and not at all if the input begins or goes on the same way, for then it is what the task is about.
final class RefusalCheck implements Check {
    private static final int BEGINNING = 300;

    private static final String CANNOT = "(?:can't|cannot|can not|won't|will not|am unable to|'m unable to|"
            + "am not able to|'m not able to|don't feel comfortable|must decline)";
    private static final String HELP = "(?:assist|help|provide|fulfil|fulfill|comply|complete (?:this|that|the|your)|"
            + "answer (?:this|that|the|your)|create|generate|write|produce|engage|discuss|support (?:this|that)|"
            + "process (?:this|that|your)|do that|do this|continue with|participate|share that|access)";
    private static final Pattern REFUSAL = Pattern.compile("[\\s\"'*_#>]{0,20}(?:"
            + "(?:i'?m|i am)(?: (?:very|really|so|terribly|truly))? (?:sorry|afraid),?(?: but)?(?: that)? i ?" + CANNOT
            + "|(?:sorry|apologies|my apologies|unfortunately|i apologi[sz]e),?(?: but)? i ?" + CANNOT
            + "|i ?" + CANNOT + "(?: to)? (?:\\w{2,10} )?" + HELP
            + "|as an? (?:ai|artificial intelligence|large language|language)\\b(?: (?:language )?(?:model|assistant))?"
            + ")", Pattern.CASE_INSENSITIVE);

    private final Placeholders mode;

    RefusalCheck(Placeholders mode) {
        this.mode = mode;
    }

    @Override
    public String name() {
        return "refusal";
    }

    @Override
    public Finding judge(Candidate candidate) {
        if (mode == Placeholders.OFF || candidate.structured() || !candidate.output().isString()) {
            return Finding.PASSED;
        }
        var beginning = Excerpt.first(candidate.output().stringValue(), BEGINNING).replace('’', '\'');
        var refusal = REFUSAL.matcher(beginning);
        if (!refusal.lookingAt() || candidate.inputContains(refusal.group().strip().toLowerCase(Locale.ROOT))) {
            return Finding.PASSED;
        }
        return mode == Placeholders.FLAG
                ? new Finding.Flagged(List.of("refusal:phrase"))
                : new Finding.Rejected(refused(candidate.output().stringValue()));
    }

    private static Failure refused(String text) {
        var detail = "the reply begins like a refusal";
        return new Failure.Refused(detail, List.of(new Evidence("stop", "phrase", "", detail, Excerpt.of(text))));
    }
}
