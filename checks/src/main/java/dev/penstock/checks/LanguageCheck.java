package dev.penstock.checks;

import com.github.pemistahl.lingua.api.Language;
import dev.penstock.check.Candidate;
import dev.penstock.check.Check;
import dev.penstock.check.Finding;
import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import java.util.ArrayList;
import java.util.Optional;

/// Every longer piece of prose in the reply must be in the expected language. Looks only at strings with at least 50
/// characters of prose, because shorter ones cannot be told reliably, and not at text that stands in the input, because
/// that is quoted. At most 20 strings of a reply are looked at, the first 1,000 characters of each.
final class LanguageCheck implements Check {
    private static final int MOST_TEXTS = 20;
    private static final int EXCERPT = 200;

    private final Language expected;
    private final boolean latin;

    LanguageCheck(Language expected) {
        this.expected = expected;
        this.latin = Language.allWithLatinScript().contains(expected);
    }

    @Override
    public String name() {
        return "language";
    }

    @Override
    public Finding judge(Candidate candidate) {
        var evidence = new ArrayList<Evidence>();
        var places = new ArrayList<String>();
        var looked = 0;
        for (var text : candidate.texts()) {
            var prose = Prose.of(text.value());
            if (prose.isEmpty() || candidate.inputContains(text.value().strip())) {
                continue;
            }
            if (++looked > MOST_TEXTS) {
                break;
            }
            otherLanguage(prose).ifPresent(other -> {
                evidence.add(evidence(text, other));
                places.add((text.plainPath() + " language").strip());
            });
        }
        return evidence.isEmpty()
                ? Finding.PASSED
                : new Finding.Rejected(new Failure.WrongLanguage(String.join("; ", places), evidence));
    }

    /// What the prose is in, if it is surely not in the expected language.
    private Optional<String> otherLanguage(String prose) {
        if (latin && Prose.isMostlyOtherScript(prose)) {
            return Optional.of("another script");
        }
        var detected = KnownLanguages.detect(prose, expected);
        return detected == expected || detected == Language.UNKNOWN
                ? Optional.empty()
                : Optional.of(KnownLanguages.code(detected));
    }

    private Evidence evidence(Candidate.Text text, String other) {
        var where = text.path().isEmpty() ? "the reply" : text.path();
        var message = where + ": written in " + other + ", wanted was " + KnownLanguages.code(expected);
        var excerpt = text.value().strip();
        return new Evidence("language", "expected", text.path(), message,
                excerpt.substring(0, excerpt.offsetByCodePoints(0,
                        Math.min(EXCERPT, excerpt.codePointCount(0, excerpt.length())))));
    }
}
