package dev.penstock.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads one YAML 1.2 document into nodes. What a settings file does not need (anchors, aliases, tags, a second document)
/// is a problem, not a feature: it can hide what a file says.
final class YamlReader {
    private static final YAMLFactory YAML = YAMLFactory.builder().build();
    private static final int MAX_DEPTH = 32;

    private final String file;
    private final List<Problem> problems;
    private final YAMLParser parser;

    private YamlReader(String file, List<Problem> problems, YAMLParser parser) {
        this.file = file;
        this.problems = problems;
        this.parser = parser;
    }

    /// The root mapping; empty when there is none, and then a problem says why.
    static Optional<YamlNode.Mapping> read(String file, String text, List<Problem> problems) {
        var withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (var parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), withoutMark)) {
            return new YamlReader(file, problems, parser).root();
        } catch (JacksonException e) {
            problems.add(syntaxProblem(file, e));
            return Optional.empty();
        }
    }

    private Optional<YamlNode.Mapping> root() {
        var first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL || isEmptyText(first)) {
            problems.add(new Problem(file, 0, "", "the file is empty", "expected a mapping of keys"));
            return Optional.empty();
        }
        if (first != JsonToken.START_OBJECT) {
            problems.add(new Problem(file, line(), "", "the file must be a mapping of keys such as `key: value`", ""));
            return Optional.empty();
        }
        var root = mapping("", 1);
        if (parser.nextToken() != null) {
            problems.add(new Problem(file, line(), "", "a second document starts here", "one file holds one document"));
        }
        return Optional.of(root);
    }

    private YamlNode node(JsonToken token, String path, int depth) {
        refuseTricks(path);
        if (depth > MAX_DEPTH) {
            throw new TooDeep(line());
        }
        return switch (token) {
            case START_OBJECT -> mapping(path, depth);
            case START_ARRAY -> sequence(path, depth);
            case VALUE_NULL -> new YamlNode.Scalar(YamlNode.Scalar.Type.NULL, "", line());
            case VALUE_TRUE, VALUE_FALSE -> scalar(YamlNode.Scalar.Type.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(YamlNode.Scalar.Type.NUMBER);
            case VALUE_STRING, VALUE_EMBEDDED_OBJECT, PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE ->
                scalar(YamlNode.Scalar.Type.TEXT);
        };
    }

    private YamlNode.Mapping mapping(String path, int depth) {
        var start = line();
        var entries = new LinkedHashMap<String, YamlNode.Entry>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = parser.currentName();
            var line = line();
            var keyPath = path.isEmpty() ? key : path + "." + key;
            var value = node(parser.nextToken(), keyPath, depth + 1);
            var earlier = entries.putIfAbsent(key, new YamlNode.Entry(line, value));
            if (earlier != null) {
                problems.add(new Problem(file, line, keyPath, "duplicate key, first given on line " + earlier.line(),
                        "keep one of them"));
            }
        }
        return new YamlNode.Mapping(entries, start);
    }

    private YamlNode.Sequence sequence(String path, int depth) {
        var start = line();
        var items = new ArrayList<YamlNode>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token, path + "[" + items.size() + "]", depth + 1));
        }
        return new YamlNode.Sequence(items, start);
    }

    private YamlNode.Scalar scalar(YamlNode.Scalar.Type type) {
        var text = parser.getString();
        return new YamlNode.Scalar(text.isEmpty() ? YamlNode.Scalar.Type.NULL : type, text, line());
    }

    private void refuseTricks(String path) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            problems.add(new Problem(file, line(), path, "YAML anchors and aliases (& and *) are not allowed here",
                    "write the value out, or put it in quotes if it is text"));
        } else if (parser.getTypeId() != null) {
            problems.add(new Problem(file, line(), path, "YAML tags (!) are not allowed here",
                    "put the value in quotes if it is text"));
        }
    }

    private boolean isEmptyText(JsonToken token) {
        return token == JsonToken.VALUE_STRING && parser.getString().isEmpty();
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /// The parser's own message quotes the document, which may hold a key: only the bare reason and the place are kept.
    private static Problem syntaxProblem(String file, JacksonException e) {
        if (e instanceof TooDeep deep) {
            return new Problem(file, deep.line, "", "nested deeper than " + MAX_DEPTH + " levels", "");
        }
        var marked = marked(e);
        if (marked != null && marked.getProblemMark().isPresent()) {
            var mark = marked.getProblemMark().get();
            return new Problem(file, mark.getLine() + 1, "", "not valid YAML at column " + (mark.getColumn() + 1) + ": "
                    + marked.getProblem().replace("\n", " ").strip(), "");
        }
        var place = e.getLocation();
        return new Problem(file, place == null ? 0 : Math.max(place.getLineNr(), 0), "", "not valid YAML", "");
    }

    private static @Nullable MarkedYamlEngineException marked(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked) {
                return marked;
            }
        }
        return null;
    }

    private static final class TooDeep extends JacksonException {
        private static final long serialVersionUID = 1L;
        private final int line;

        TooDeep(int line) {
            super("too deep");
            this.line = line;
        }
    }
}
