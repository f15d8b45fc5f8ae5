package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The help of every command, as an 80-column terminal shows it. A new command's file is written with
/// `-Dpenstock.golden=write`.
class HelpTest {
    @TempDir
    private Path folder;

    static Stream<String> commands() {
        var names = new ArrayList<String>();
        collect(TestProject.commandLine(), "", names);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsTheCommand(String command) {
        var lines = help(80, command.strip().split(" "));

        assertThat(lines).allMatch(line -> Columns.width(line) <= 80);
        Golden.assertMatches("help" + command.replace(' ', '-'), lines);
    }

    @Test
    void isColouredWhenColourIsOn() {
        var project = new TestProject(folder);

        assertThat(project.penstock("runs", "--help").out()).doesNotContain("\u001b");
        assertThat(project.penstock("runs", "--help", "--color", "always").out()).contains("\u001b[");
        assertThat(project.penstock("--color=always", "--help").out()).contains("\u001b[");
        assertThat(project.penstock("rnus", "--color", "always").err()).startsWith("\u001b[31merror:\u001b[0m ");
    }

    private List<String> help(int columns, String... command) {
        var words = new ArrayList<>(Arrays.asList(command));
        words.removeIf(String::isEmpty);
        words.add("--help");
        var project = new TestProject(folder).terminal(colour -> Terminal.detect(_ -> null, _ -> false,
                () -> OptionalInt.of(columns), colour));
        return project.penstock(words.toArray(String[]::new)).out().stripTrailing().lines().toList();
    }

    private static void collect(CommandLine line, String path, List<String> names) {
        names.add(path);
        line.getSubcommands().forEach((name, sub) -> collect(sub, path + " " + name, names));
    }
}
