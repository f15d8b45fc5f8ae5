package dev.penstock.prompt;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The filter `fit(tokens)`: cuts a text behind a sentence, so that it has about so many tokens at most. A text without a
/// sentence that short fails the rendering; none is ever cut in the middle.
///
/// A token is counted as three bytes of UTF-8. That is on the safe side: English has four to five per token, most other
/// languages three or more, Chinese and Japanese about three.
final class Fit implements Filter {
    private static final String NAME = "fit";
    private static final String TOKENS = "tokens";
    private static final int BYTES_PER_TOKEN = 3;
    private static final int MOST_TOKENS = 10_000_000;

    private static final Pattern USE = Pattern
            .compile("(?:\\||\\{%-?\\s*filter\\s)\\s*fit\\b\\s*(?:\\(([^()]*)\\))?");
    private static final Pattern TOKEN_COUNT = Pattern.compile("\\s*(?:tokens\\s*=\\s*)?([0-9]{1,8})\\s*");

    /// What this thread's rendering has cut so far.
    private static final ScopedValue<List<Cut>> CUTS = ScopedValue.newInstance();

    /// A text that was cut.
    ///
    /// @param whole as it was
    /// @param line of the template
    record Cut(String whole, int line) {}

    /// A use that cannot work.
    record BadUse(int line, String message) {}

    /// Something that may cut texts.
    interface Rendering<X extends Exception> {
        void run() throws X;
    }

    /// Makes the filter known to the template engine.
    static final class Extension extends AbstractExtension {
        @Override
        public Map<String, Filter> getFilters() {
            return Map.of(NAME, new Fit());
        }
    }

    /// Renders, and tells what was cut meanwhile.
    static <X extends Exception> List<Cut> during(Rendering<X> rendering) throws X {
        var cuts = new ArrayList<Cut>();
        ScopedValue.where(CUTS, cuts).<Object, X>call(() -> {
            rendering.run();
            return cuts;
        });
        return List.copyOf(cuts);
    }

    /// The first use in a template whose tokens are not one whole number.
    static Optional<BadUse> badUse(String source) {
        return Template.tags(source)
                .flatMap(tag -> USE.matcher(tag.group())
                        .results()
                        .filter(use -> !isTokenCount(use.group(1)))
                        .map(use -> new BadUse(Template.line(source, tag.start() + use.start()),
                                "fit needs a whole number of tokens from 1 to " + MOST_TOKENS
                                        + ", such as fit(2000), was '" + (use.group(1) == null
                                                ? "fit"
                                                : "fit(" + use.group(1).strip() + ")")
                                        + "'")))
                .findFirst();
    }

    private static boolean isTokenCount(String argument) {
        var count = argument == null ? null : TOKEN_COUNT.matcher(argument);
        return count != null && count.matches() && Integer.parseInt(count.group(1)) >= 1
                && Integer.parseInt(count.group(1)) <= MOST_TOKENS;
    }

    @Override
    public List<String> getArgumentNames() {
        return List.of(TOKENS);
    }

    @Override
    public Object apply(Object value, Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context,
            int line) throws PebbleException {
        if (!(arguments.get(TOKENS) instanceof Number tokens)) {
            throw new PebbleException(null, "fit needs a number of tokens", line, self.getName());
        }
        if (value instanceof Map || value instanceof List) {
            throw new PebbleException(null, "fit cuts texts, and this value is an object or a list", line,
                    self.getName());
        }
        var text = String.valueOf(value);
        var fitting = within(text, tokens.longValue() * BYTES_PER_TOKEN);
        if (fitting == text.length()) {
            return value;
        }
        var end = Sentences.lastEnd(text, fitting);
        if (end == 0) {
            throw new PebbleException(null, "no sentence ends within fit(" + tokens + "), so the text cannot be cut",
                    line, self.getName());
        }
        CUTS.get().add(new Cut(text, line));
        return text.substring(0, end).stripTrailing();
    }

    /// How many of a text's characters take at most so many bytes of UTF-8; never half of a pair.
    private static int within(String text, long bytes) {
        long used = 0;
        for (var at = 0; at < text.length();) {
            var c = text.codePointAt(at);
            used += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (used > bytes) {
                return at;
            }
            at += Character.charCount(c);
        }
        return text.length();
    }
}
