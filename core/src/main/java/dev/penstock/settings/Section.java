package dev.penstock.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One mapping of a settings file, asked key by key. An accessor answers empty when the key is absent, and also when its
/// value is wrong; the problem is then reported when [Settings] is done reading. Not safe for use by several threads.
public final class Section {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,18}(\\.[0-9]{1,12})?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private final Settings.Source source;
    private final String path;
    private final YamlNode.Mapping node;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> later = new HashSet<>();
    private final Map<String, Section> opened = new HashMap<>();

    Section(Settings.Source source, String path, YamlNode.Mapping node) {
        this.source = source;
        this.path = path;
        this.node = node;
        source.opened(this);
    }

    /// Whether the key is given, whatever its value. Does not count as asking for it.
    public boolean has(String key) {
        return node.entries().containsKey(key);
    }

    /// The line of a key, or of the section when it has no such key.
    public int line(String key) {
        var entry = node.entries().get(key);
        return entry == null ? node.line() : entry.line();
    }

    /// A text; numbers and booleans count as they were written.
    public Optional<String> text(String key) {
        return scalar(key).map(Value::text);
    }

    /// A text that must be there and must not be blank; `?` when it is not.
    public String requiredText(String key) {
        return required(key, scalar(key).flatMap(value -> value.text().isBlank()
                ? value.wrong("must not be blank", "")
                : Optional.of(value.text())), "?");
    }

    /// A text whose missing environment variable is a problem only once it is needed. Its value is never shown.
    public Deferred deferredText(String key) {
        known.add(key);
        if (!(value(key) instanceof YamlNode.Scalar scalar)) {
            return new Deferred.Ready(scalar(key).map(Value::text), List.of());
        }
        var substituted = Substitution.of(scalar.text(), source.env);
        return substituted.missing().isEmpty()
                ? new Deferred.Ready(scalar(key).map(Value::text), substituted.variables())
                : new Deferred.Missing(missing(key, substituted, "set it before you start what needs it"),
                        substituted.variables());
    }

    /// A whole number within inclusive bounds.
    public Optional<Integer> integer(String key, int min, int max) {
        return wholeNumber(key, min, max).map(Math::toIntExact);
    }

    /// As [#integer], but it must be there; `min` when it is not.
    public int requiredInteger(String key, int min, int max) {
        return required(key, integer(key, min, max), min);
    }

    /// A whole number within inclusive bounds.
    public Optional<Long> wholeNumber(String key, long min, long max) {
        return scalar(key).flatMap(value -> {
            if (WHOLE.matcher(value.text()).matches()) {
                var number = Long.parseLong(value.text());
                if (number >= min && number <= max) {
                    return Optional.of(number);
                }
            }
            return value.wrong("must be a whole number " + bounds(min, max), "");
        });
    }

    /// A decimal number of at least `min`, exactly as written.
    public Optional<BigDecimal> decimal(String key, BigDecimal min) {
        return scalar(key).flatMap(value -> {
            if (DECIMAL.matcher(value.text()).matches()) {
                var number = new BigDecimal(value.text());
                if (number.compareTo(min) >= 0) {
                    return Optional.of(number);
                }
            }
            return value.wrong("must be a decimal number of at least " + min.toPlainString(), "");
        });
    }

    /// As [#decimal], but it must be there; `min` when it is not.
    public BigDecimal requiredDecimal(String key, BigDecimal min) {
        return required(key, decimal(key, min), min);
    }

    /// A share written as `80%`, answered as 0.80; from 0% to 100%.
    public Optional<BigDecimal> percent(String key) {
        return scalar(key).flatMap(value -> {
            var digits = value.text().endsWith("%") ? value.text().substring(0, value.text().length() - 1) : "";
            if (DECIMAL.matcher(digits).matches()) {
                var share = new BigDecimal(digits).movePointLeft(2);
                if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0) {
                    return Optional.of(share);
                }
            }
            return value.wrong("must be a percentage from 0% to 100%", "such as 80%");
        });
    }

    /// A share written as a decimal number from 0 to 1, such as `0.01`.
    public Optional<BigDecimal> share(String key) {
        return scalar(key).flatMap(value -> {
            if (DECIMAL.matcher(value.text()).matches()) {
                var share = new BigDecimal(value.text());
                if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0) {
                    return Optional.of(share);
                }
            }
            return value.wrong("must be a share from 0 to 1", "such as 0.01 for one in a hundred");
        });
    }

    /// A length of time above zero: a number and `ms`, `s`, `m`, `h` or `d`.
    public Optional<Duration> duration(String key) {
        return scalar(key).flatMap(value -> {
            var matcher = DURATION.matcher(value.text());
            if (matcher.matches() && Long.parseLong(matcher.group(1)) > 0) {
                return Optional.of(duration(Long.parseLong(matcher.group(1)), matcher.group(2)));
            }
            return value.wrong("must be a duration above zero", "such as 500ms, 60s, 30m, 24h, 30d");
        });
    }

    /// A calendar day such as `2026-11-30`.
    public Optional<LocalDate> date(String key) {
        return scalar(key).flatMap(value -> {
            try {
                return Optional.of(LocalDate.parse(value.text()));
            } catch (DateTimeParseException _) {
                return value.wrong("must be a day", "such as 2026-11-30");
            }
        });
    }

    /// One of a few words.
    public Optional<String> choice(String key, String... allowed) {
        return scalar(key).flatMap(value -> {
            var words = Arrays.asList(allowed);
            if (words.contains(value.text())) {
                return Optional.of(value.text());
            }
            var guess = Spelling.nearest(value.text(), words).map(word -> "did you mean " + word + "? ").orElse("");
            return value.wrong("is not allowed", guess + "allowed: " + String.join(", ", words));
        });
    }

    /// `true` or `false`.
    public Optional<Boolean> bool(String key) {
        return choice(key, "true", "false").map(Boolean::valueOf);
    }

    /// A list of texts; empty when absent.
    public List<String> texts(String key) {
        var texts = new ArrayList<String>();
        for (var item : items(key)) {
            var name = key + "[" + texts.size() + "]";
            scalarOf(name, item.line(), item).ifPresent(value -> texts.add(value.text()));
        }
        return List.copyOf(texts);
    }

    /// Whether the key holds a nested mapping. Does not count as asking for it.
    public boolean isSection(String key) {
        return value(key) instanceof YamlNode.Mapping;
    }

    /// A nested mapping; an absent one is empty, so that its defaults are read the same way.
    public Section section(String key) {
        known.add(key);
        return opened.computeIfAbsent(key, _ -> open(key));
    }

    /// The keys of this section, in the order of the file. Does not count as asking for them.
    public List<String> names() {
        return List.copyOf(node.entries().keySet());
    }

    /// A mapping from names the user chose to sections, in the order of the file; empty when absent.
    public Map<String, Section> sections(String key) {
        var parent = section(key);
        var sections = new LinkedHashMap<String, Section>();
        parent.node.entries().keySet().forEach(name -> sections.put(name, parent.section(name)));
        return sections;
    }

    /// A list of sections, in the order of the file; empty when absent.
    public List<Section> sectionList(String key) {
        var sections = new ArrayList<Section>();
        for (var item : items(key)) {
            sections.add(nested(key + "[" + sections.size() + "]", item.line(), item));
        }
        return List.copyOf(sections);
    }

    /// Refuses keys whose feature does not exist yet.
    public void notSupportedYet(String... keys) {
        for (var key : keys) {
            later.add(key);
            if (has(key)) {
                problem(key, "not supported yet", "remove it");
            }
        }
    }

    /// Reports that something about a key is wrong which this class cannot know.
    ///
    /// @param message must not quote a secret
    /// @param allowed what is allowed or what to do; may be empty
    public void problem(String key, String message, String allowed) {
        source.problems.add(new Problem(source.file, line(key), path(key), message, allowed));
    }

    /// The whole section as JSON with its keys sorted, without some keys of its own: equal for two files that mean the
    /// same, whatever their comments, order and quoting. Numbers stay as written.
    public JsonNode canonical(String... without) {
        return CanonicalJson.of(node, Set.of(without));
    }

    void refuseUnknown() {
        for (var key : node.entries().keySet()) {
            if (!known.contains(key) && !later.contains(key)) {
                var guess = Spelling.nearest(key, known).map(word -> "did you mean " + word + "? ").orElse("");
                problem(key, "unknown key", guess + "allowed: " + String.join(", ", known));
            }
        }
    }

    private <T> T required(String key, Optional<T> value, T standIn) {
        if (!has(key)) {
            problem(key, "is missing", "");
        }
        return value.orElse(standIn);
    }

    private List<YamlNode> items(String key) {
        known.add(key);
        var value = value(key);
        if (value instanceof YamlNode.Sequence(var items, _)) {
            return items;
        }
        if (value != null) {
            problem(key, "must be a list, was " + kind(value), "");
        }
        return List.of();
    }

    private Section open(String key) {
        var entry = node.entries().get(key);
        return entry == null
                ? new Section(source, path(key), new YamlNode.Mapping(Map.of(), node.line()))
                : nested(key, entry.line(), entry.value());
    }

    private Section nested(String key, int line, YamlNode value) {
        if (value instanceof YamlNode.Mapping mapping) {
            return new Section(source, path(key), mapping);
        }
        problem(key, line, "must be a mapping of keys, was " + kind(value), "");
        return new Section(source, path(key), new YamlNode.Mapping(Map.of(), line));
    }

    private Optional<Value> scalar(String key) {
        known.add(key);
        var entry = node.entries().get(key);
        return entry == null ? Optional.empty() : scalarOf(key, entry.line(), entry.value());
    }

    private Optional<Value> scalarOf(String key, int line, YamlNode value) {
        if (!(value instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
            problem(key, line, value instanceof YamlNode.Scalar
                    ? "has no value"
                    : "must be one value, was " + kind(value), "");
            return Optional.empty();
        }
        var substituted = Substitution.of(scalar.text(), source.env);
        if (!substituted.missing().isEmpty()) {
            source.problems.add(missing(key, substituted,
                    "set it, or write the value here ($${ stands for a literal ${)"));
            return Optional.empty();
        }
        return Optional.of(new Value(this, key, line, substituted.text(), scalar.text()));
    }

    private Problem missing(String key, Substitution substituted, String allowed) {
        return new Problem(source.file, line(key), path(key),
                "environment variable " + String.join(", ", substituted.missing()) + " is not set", allowed);
    }

    private @Nullable YamlNode value(String key) {
        var entry = node.entries().get(key);
        return entry == null ? null : entry.value();
    }

    private void problem(String key, int line, String message, String allowed) {
        source.problems.add(new Problem(source.file, line, path(key), message, allowed));
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String kind(YamlNode value) {
        return value instanceof YamlNode.Scalar scalar && scalar.isNull() ? "empty" : value.kind();
    }

    private static String bounds(long min, long max) {
        return max == Integer.MAX_VALUE || max == Long.MAX_VALUE
                ? "of at least " + min
                : "from " + min + " to " + max;
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /// A scalar after substitution.
    ///
    /// @param written as it stands in the file: what a problem may show, because a substituted value may be a secret
    private record Value(Section section, String key, int line, String text, String written) {
        <T> Optional<T> wrong(String message, String allowed) {
            section.problem(key, line, message + ", was " + shown(), allowed);
            return Optional.empty();
        }

        private String shown() {
            if (key.equals("api-key")) {
                return "***";
            }
            var clean = written.replaceAll("\\p{Cntrl}", " ");
            return "'" + (clean.length() > 60 ? clean.substring(0, 60) + "…" : clean) + "'";
        }
    }
}
