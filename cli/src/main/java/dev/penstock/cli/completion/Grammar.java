package dev.penstock.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ScopeType;

/// What may stand where on the command line, read from the commands themselves: a new command needs no line here. What kind
/// of value an option or argument takes follows from its label (`TASK`, `RUN`, `FILE`, ...), as in the help. Options that
/// every command has stand at the root only.
final class Grammar {
    /// A description that begins with its values: `open, accepted or any (default: open).`
    private static final Pattern VALUES = Pattern.compile("^([a-z][a-z-]*(?:, [a-z][a-z-]*)*) or ([a-z][a-z-]*)\\b(?! )"
            + "|^([a-z][a-z-]*(?:, [a-z][a-z-]*)*) or ([a-z][a-z-]*) \\(.*");
    private static final int LONGEST_DESCRIPTION = 70;

    private final List<Place> places = new ArrayList<>();

    private Grammar() {}

    /// A command, or the place before one.
    ///
    /// @param path the commands up to here, each with a space before it: ` dead-letters show`; empty for none
    record Place(String path, List<Word> commands, List<Word> options, List<Value> values, List<Value> arguments) {}

    /// A word with what it means.
    record Word(String text, String description) {}

    /// A value of an option, or an argument.
    ///
    /// @param name the option; for an argument the position, `*` for all that follow
    /// @param kind `files`, `dirs`, `none`, `words` or `ask`
    /// @param words the allowed words, or what to ask for
    record Value(String name, String kind, List<String> words) {}

    static List<Place> of(CommandSpec root) {
        var grammar = new Grammar();
        grammar.add("", root);
        return List.copyOf(grammar.places);
    }

    /// Options that every command has.
    static List<Word> shared(CommandSpec root) {
        return words(root, option -> option.scopeType() == ScopeType.INHERIT);
    }

    private void add(String path, CommandSpec command) {
        var subcommands = command.subcommands()
                .values()
                .stream()
                .map(line -> line.getCommandSpec())
                .filter(spec -> !spec.usageMessage().hidden())
                .distinct()
                .toList();
        places.add(new Place(path,
                subcommands.stream()
                        .map(spec -> new Word(spec.name(), first(spec.usageMessage().description())))
                        .toList(),
                words(command, option -> option.scopeType() != ScopeType.INHERIT), values(path, command),
                arguments(path, command)));
        subcommands.forEach(spec -> add(path + " " + spec.name(), spec));
    }

    private static List<Word> words(CommandSpec command, Predicate<OptionSpec> which) {
        return command.options()
                .stream()
                .filter(option -> !option.hidden() && which.test(option))
                .flatMap(option -> List.of(option.names())
                        .stream()
                        .map(name -> new Word(name, first(option.description()))))
                .toList();
    }

    private static List<Value> values(String path, CommandSpec command) {
        return command.options()
                .stream()
                .filter(option -> option.arity().max() > 0 && !option.inherited())
                .flatMap(option -> List.of(option.names()).stream().map(name -> value(path, name, option)))
                .toList();
    }

    private static List<Value> arguments(String path, CommandSpec command) {
        return command.positionalParameters()
                .stream()
                .map(argument -> value(path, position(argument), argument))
                .toList();
    }

    private static String position(PositionalParamSpec argument) {
        return argument.arity().max() > 1 ? "*" : Integer.toString(argument.index().min());
    }

    private static Value value(String path, String name, ArgSpec argument) {
        var words = words(argument);
        if (!words.isEmpty()) {
            return new Value(name, "words", words);
        }
        var label = argument.paramLabel().toUpperCase(Locale.ROOT);
        return switch (label) {
            case "FILE" -> new Value(name, "files", List.of());
            case "DIR" -> new Value(name, "dirs", List.of());
            case "TASK" -> new Value(name, "ask", List.of("tasks"));
            case "RUN" -> new Value(name, "ask", List.of("runs"));
            case "ENDPOINT" ->
                new Value(name, "ask", List.of(path.equals(" init") ? "new-endpoints" : "endpoints"));
            case "A", "B" -> new Value(name, "ask", List.of("versions"));
            case "REASON" -> new Value(name, "ask", List.of("reasons"));
            case "ID" -> id(path, name, argument);
            default -> new Value(name, "none", List.of());
        };
    }

    /// Ids of items are too many to offer.
    private static Value id(String path, String name, ArgSpec argument) {
        boolean positional = argument instanceof PositionalParamSpec;
        return positional && path.startsWith(" dead-letters")
                ? new Value(name, "ask", List.of("dead-letters"))
                : positional && path.startsWith(" samples")
                        ? new Value(name, "ask", List.of("samples"))
                        : new Value(name, "none", List.of());
    }

    private static List<String> words(ArgSpec argument) {
        var candidates = argument.completionCandidates();
        if (candidates != null) {
            return StreamSupport.stream(candidates.spliterator(), false)
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .toList();
        }
        return argument instanceof OptionSpec ? listed(String.join(" ", argument.description())) : List.of();
    }

    private static List<String> listed(String description) {
        var matcher = VALUES.matcher(description);
        if (!matcher.find()) {
            return List.of();
        }
        int group = matcher.group(1) == null ? 3 : 1;
        var words = new ArrayList<>(List.of(matcher.group(group).split(", ")));
        words.add(matcher.group(group + 1));
        return words;
    }

    /// The first sentence, without what would end a line or an entry of the script.
    private static String first(String[] description) {
        var text = String.join(" ", description).replaceAll("\\s+", " ").strip();
        int end = text.indexOf(". ");
        var sentence = end < 0 ? text : text.substring(0, end);
        var bare = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return bare.length() <= LONGEST_DESCRIPTION ? bare : bare.substring(0, LONGEST_DESCRIPTION - 1).strip() + "…";
    }
}
