package dev.penstock.checks;

import com.github.pemistahl.lingua.api.Language;
import dev.penstock.check.Check;
import dev.penstock.check.CheckFactory;
import dev.penstock.check.CheckSettings;
import java.util.Optional;

/// Provides the language check to tasks that name a language.
public final class LanguageCheckFactory implements CheckFactory {
    @Override
    public Optional<Check> create(CheckSettings settings) {
        return Optional.ofNullable(settings.language()).map(code -> new LanguageCheck(language(code)));
    }

    private static Language language(String code) {
        return KnownLanguages.of(code)
                .orElseThrow(() -> new IllegalArgumentException(
                        "checks.language must be one of " + String.join(", ", KnownLanguages.codes()) + ", was "
                                + code));
    }
}
