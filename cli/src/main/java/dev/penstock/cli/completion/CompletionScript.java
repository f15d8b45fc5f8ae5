package dev.penstock.cli.completion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// The script that a shell loads. Commands and options stand in it; tasks, runs and dead letters are asked of
/// `penstock complete` when they are needed.
public enum CompletionScript {
    BASH, ZSH;

    /// Writes it for these commands.
    public String of(CommandSpec root) {
        var places = Grammar.of(root);
        return resource(name().toLowerCase(Locale.ROOT)).replace("@TABLES@",
                "_penstock_shared() {\n  " + list(Grammar.shared(root)) + "\n}\n\n" + tables(places));
    }

    /// Functions of the POSIX shell language, which both shells read.
    private static String tables(List<Grammar.Place> places) {
        return function("_penstock_commands", "\"$1\"", places.stream()
                .filter(place -> !place.commands().isEmpty())
                .map(place -> quoted(place.path()) + ") " + list(place.commands())))
                + function("_penstock_options", "\"$1\"", places.stream()
                        .filter(place -> !place.options().isEmpty())
                        .map(place -> quoted(place.path()) + ") " + list(place.options())))
                + function("_penstock_value", "\"$1 $2\"", places.stream()
                        .flatMap(place -> place.values()
                                .stream()
                                .map(value -> anywhere(place) + quoted(place.path() + " " + value.name()) + ") "
                                        + answer(value))))
                + function("_penstock_argument", "\"$1 $2\"", places.stream()
                        .flatMap(place -> place.arguments()
                                .stream()
                                .map(value -> pattern(place.path(), value.name()) + ") " + answer(value))));
    }

    /// What the root knows, every command knows.
    private static String anywhere(Grammar.Place place) {
        return place.path().isEmpty() ? "*" : "";
    }

    private static String function(String name, String subject, Stream<String> cases) {
        return name + "() {\n  case " + subject + " in\n"
                + cases.map(line -> "    " + line + " ;;\n").collect(Collectors.joining())
                + "    *) return 1 ;;\n  esac\n}\n\n";
    }

    private static String pattern(String path, String position) {
        return position.equals("*") ? quoted(path + " ") + "*" : quoted(path + " " + position);
    }

    private static String list(List<Grammar.Word> words) {
        return "printf '%s\\n' " + words.stream()
                .map(word -> quoted(word.text() + ":" + word.description()))
                .collect(Collectors.joining(" "));
    }

    private static String answer(Grammar.Value value) {
        return "printf '%s\\n' " + value.kind() + value.words()
                .stream()
                .map(word -> " " + quoted(word))
                .collect(
                        Collectors.joining());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(CompletionScript.class.getResourceAsStream(name + ".sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
