package dev.penstock.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How `--help` looks: as wide and as coloured as everything else, a blank line between its parts, one sentence for each
/// command in a list of commands.
final class HelpText {
    private static final int NARROWEST = 60;

    private HelpText() {}

    /// Sets the layout for a command and all below it.
    static void layOut(CommandLine line) {
        var usage = line.getCommandSpec().usageMessage();
        usage.parameterListHeading("%n")
                .optionListHeading(line.getCommandSpec().positionalParameters().isEmpty() ? "%n" : "")
                .commandListHeading("%nCommands:%n");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::commands);
        line.getSubcommands().values().forEach(HelpText::layOut);
    }

    /// Fits it to a terminal; once the options were read, because `--color` is one of them.
    static void fit(CommandLine line, Terminal terminal) {
        line.setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.clamp(terminal.width(), NARROWEST, Terminal.USUAL_WIDTH));
        line.setColorScheme(Help.defaultColorScheme(terminal.results().on() ? Ansi.ON : Ansi.OFF));
    }

    /// The first sentence of a description.
    static String summary(CommandSpec command) {
        var text = String.join(" ", command.usageMessage().description());
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static String commands(Help help) {
        var commands = help.subcommands().values().stream().map(Help::commandSpec).toList();
        int indent = 4 + commands.stream().mapToInt(command -> command.name().length()).max().orElse(0);
        int width = help.commandSpec().usageMessage().width() - indent;
        var text = new StringBuilder();
        for (var command : commands) {
            var name = help.colorScheme().commandText(command.name()).toString();
            var lines = Columns.wrap(summary(command), width);
            text.append("  ").append(Columns.pad(name, indent - 2)).append(lines.getFirst()).append('\n');
            lines.stream().skip(1).forEach(line -> text.append(" ".repeat(indent)).append(line).append('\n'));
        }
        return text.toString();
    }
}
