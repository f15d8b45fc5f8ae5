package dev.penstock.prompt;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.RootNode;
import io.pebbletemplates.pebble.node.TextNode;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One compiled template. Strict: a variable without a value is an error. Safe for use by many threads.
final class Template {
    private static final PebbleEngine ENGINE = new PebbleEngine.Builder().loader(new StringLoader())
            .strictVariables(true)
            .autoEscaping(false)
            .newLineTrimming(false)
            .cacheActive(false)
            .defaultLocale(Locale.ROOT)
            .methodAccessValidator((object, method) -> false)
            .extension(new Fit.Extension())
            .registerExtensionCustomizer(Sandbox::new)
            .build();

    private static final Pattern TAGS = Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}|\\{#.*?#\\}", Pattern.DOTALL);

    private static final Pattern VERBATIM = Pattern
            .compile("\\{%-?\\s*verbatim\\s*-?%\\}.*?\\{%-?\\s*endverbatim\\s*-?%\\}", Pattern.DOTALL);
    private static final Pattern FILTER = Pattern.compile("(?:\\||\\{%-?\\s*filter\\s)\\s*([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*(?:\"|$)|'[^']*(?:'|$)");

    private final String file;
    private final PebbleTemplate compiled;
    private final long fixedBytes;
    private final boolean fixed;

    private Template(String file, String source, PebbleTemplate compiled) {
        this.file = file;
        this.compiled = compiled;
        this.fixedBytes = fixedBytes((PebbleTemplateImpl) compiled);
        this.fixed = !TAGS.matcher(source).find();
    }

    /// A template that does not compile, or a record it cannot be rendered for.
    ///
    /// @param line of the template, 0 when unknown
    /// @param variable what had no value; empty when something else is wrong
    /// @param topLevel whether the variable is a field of the record, not of something inside it
    record Fault(String file, int line, String variable, boolean topLevel, String message) {
        String place() {
            return line > 0 ? file + ":" + line : file;
        }
    }

    /// A template or a rendering failed.
    static final class FaultException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Fault fault;

        FaultException(Fault fault) {
            super(fault.place() + ": " + fault.message());
            this.fault = fault;
        }

        Fault fault() {
            return fault;
        }
    }

    /// @param file name for errors, such as `user.md`
    static Template compile(String file, String source) throws FaultException {
        var unclosed = UnclosedTag.in(VERBATIM.matcher(source).replaceAll(Template::blanked));
        if (unclosed.isPresent()) {
            throw new FaultException(new Fault(file, unclosed.get().line(), "", false, unclosed.get().message()));
        }
        var refused = Sandbox.refusedTag(source);
        if (refused.isPresent()) {
            throw new FaultException(new Fault(file, refused.get().line(), "", false, refused.get().message()));
        }
        var badFit = Fit.badUse(source);
        if (badFit.isPresent()) {
            throw new FaultException(new Fault(file, badFit.get().line(), "", false, badFit.get().message()));
        }
        var badFilter = unknownFilter(file, source);
        if (badFilter.isPresent()) {
            throw new FaultException(badFilter.get());
        }
        try {
            return new Template(file, source, ENGINE.getLiteralTemplate(source));
        } catch (PebbleException e) {
            throw new FaultException(fault(file, e));
        }
    }

    /// The engine looks a filter up when it first needs it, which is one item too late.
    private static Optional<Fault> unknownFilter(String file, String source) {
        return tags(VERBATIM.matcher(source).replaceAll(Template::blanked))
                .filter(tag -> !tag.group().startsWith("{#"))
                .flatMap(tag -> FILTER.matcher(withoutTexts(tag.group()))
                        .results()
                        .filter(use -> ENGINE.getExtensionRegistry().getFilter(use.group(1)) == null)
                        .map(use -> new Fault(file, line(source, tag.start() + use.start()), "", false,
                                "there is no filter `" + use.group(1) + "`, as there is default, fit, join, trim ...")))
                .findFirst();
    }

    private static String blanked(MatchResult part) {
        return part.group().replaceAll("[^\n]", " ");
    }

    /// @param cuts what `fit` cut: names of fields, or places such as `user.md:3`
    record Rendered(String text, List<String> cuts) {}

    Rendered render(Map<String, Object> variables) throws FaultException {
        var out = new StringWriter();
        var cuts = Fit.during(() -> evaluate(variables, out));
        return new Rendered(out.toString(), cuts.stream().map(cut -> name(cut, variables)).distinct().toList());
    }

    private void evaluate(Map<String, Object> variables, StringWriter out) throws FaultException {
        try {
            compiled.evaluate(out, variables);
        } catch (PebbleException e) {
            throw new FaultException(fault(file, e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String name(Fit.Cut cut, Map<String, Object> variables) {
        return variables.entrySet()
                .stream()
                .filter(variable -> cut.whole().equals(variable.getValue()))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .orElse(file + ":" + cut.line());
    }

    /// UTF-8 bytes of the text outside all tags, which every rendering holds once.
    long fixedBytes() {
        return fixedBytes;
    }

    /// Whether every rendering is the same, because the source has no tags.
    boolean isFixed() {
        return fixed;
    }

    /// The source with everything inside tags, variables and comments blanked out, line breaks kept.
    static String textOutsideTags(String source) {
        return TAGS.matcher(source).replaceAll(Template::blanked);
    }

    /// A tag with the texts in it blanked out.
    static String withoutTexts(String tag) {
        return TEXT.matcher(tag).replaceAll(Template::blanked);
    }

    /// The tags, variables and comments of a template.
    static Stream<MatchResult> tags(String source) {
        return TAGS.matcher(source).results();
    }

    /// The line of a place in a text; the first is 1.
    static int line(String source, int at) {
        return 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static long fixedBytes(PebbleTemplateImpl template) {
        long bytes = 0;
        if (template.getRootNode() instanceof RootNode root) {
            for (var node : root.getBody().getChildren()) {
                if (node instanceof TextNode text) {
                    bytes += new String(text.getData()).getBytes(StandardCharsets.UTF_8).length;
                }
            }
        }
        return bytes;
    }

    /// Pebble's own message may quote the template, never a value.
    private static Fault fault(String file, PebbleException e) {
        int line = e.getLineNumber() == null ? 0 : e.getLineNumber();
        return e instanceof AttributeNotFoundException missing
                ? new Fault(file, line, String.valueOf(missing.getAttributeName()),
                        e instanceof RootAttributeNotFoundException,
                        "no value for `" + missing.getAttributeName() + "`")
                : new Fault(file, line, "", false, String.valueOf(e.getPebbleMessage()).replaceAll("\\s+", " "));
    }
}
