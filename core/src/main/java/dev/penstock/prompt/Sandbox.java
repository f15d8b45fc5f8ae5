package dev.penstock.prompt;

import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.attributes.ResolvedAttribute;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Leaves of Pebble what a prompt needs: values, conditions, loops. A template reads no other file (what it read would
/// not be part of its version), starts no thread, and looks into maps and lists only, never into Java objects.
final class Sandbox extends ExtensionCustomizer {
    private static final Set<String> TAGS = Set.of("if", "for", "set", "filter", "macro", "verbatim");
    private static final Set<String> INNER_TAGS = Set.of("else", "elseif", "endif", "endfor", "endset", "endfilter",
            "endmacro", "endverbatim");
    private static final Pattern TAG = Pattern.compile("\\{%-?\\s*([A-Za-z]+)");

    Sandbox(Extension extension) {
        super(extension);
    }

    /// A tag that a prompt may not use.
    record RefusedTag(int line, String message) {}

    static Optional<RefusedTag> refusedTag(String source) {
        return TAG.matcher(source)
                .results()
                .filter(tag -> !TAGS.contains(tag.group(1)) && !INNER_TAGS.contains(tag.group(1)))
                .findFirst()
                .map(tag -> new RefusedTag(Template.line(source, tag.start()),
                        "tag `" + tag.group(1) + "` is not allowed in a prompt; allowed: "
                                + String.join(", ", new TreeSet<>(TAGS))));
    }

    @Override
    public @Nullable List<TokenParser> getTokenParsers() {
        var parsers = super.getTokenParsers();
        return parsers == null ? null : parsers.stream().filter(parser -> TAGS.contains(parser.getTag())).toList();
    }

    @Override
    public @Nullable Map<String, Function> getFunctions() {
        var functions = super.getFunctions();
        if (functions == null) {
            return null;
        }
        var kept = new HashMap<>(functions);
        kept.remove("i18n");
        return kept;
    }

    @Override
    public @Nullable List<AttributeResolver> getAttributeResolver() {
        var resolvers = super.getAttributeResolver();
        return resolvers == null || resolvers.isEmpty()
                ? resolvers
                : List.of((object, name, _, _, _, _, _) -> attribute(object, name));
    }

    private static @Nullable ResolvedAttribute attribute(Object object, Object name) {
        return switch (object) {
            case Map<?, ?> map when map.get(String.valueOf(name)) != null ->
                new ResolvedAttribute(map.get(String.valueOf(name)));
            case List<?> list when name instanceof Number index && index.intValue() >= 0
                    && index.intValue() < list.size() ->
                new ResolvedAttribute(list.get(index.intValue()));
            case null, default -> null;
        };
    }
}
