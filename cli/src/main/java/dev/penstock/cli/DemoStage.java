package dev.penstock.cli;

import dev.penstock.cli.demo.Stage;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Plays the demo on this terminal: progress on standard error, everything else on standard output.
final class DemoStage implements Stage {
    /// The demo names the next command itself: the report's would lack the project folder.
    private static final Pattern NEXT_COMMAND = Pattern.compile("\\s*→ penstock .*$");

    private final Terminal terminal;
    private final Messages messages;
    private final Results results;

    DemoStage(PenstockCommand root) {
        this.terminal = root.terminal();
        this.messages = root.messages();
        this.results = root.results();
    }

    @Override
    public int width() {
        return Math.min(Terminal.USUAL_WIDTH, terminal.width());
    }

    @Override
    public boolean live() {
        return messages.live();
    }

    @Override
    public void line(String text) {
        results.line(text);
    }

    @Override
    public void progress(String text) {
        if (messages.live()) {
            messages.paint(List.of(Columns.cut(text, width())));
        } else {
            messages.say(text);
        }
    }

    @Override
    public void progressEnded() {
        messages.clear();
        messages.close();
    }

    @Override
    public String clean(String text) {
        return TerminalText.oneLine(text);
    }

    @Override
    public String cut(String text, int columns) {
        return Columns.cut(text, columns);
    }

    @Override
    public String paint(Tone tone, String text) {
        var palette = terminal.results();
        return switch (tone) {
            case STRONG -> palette.strong(text);
            case FAINT -> palette.faint(text);
            case GOOD -> palette.good(text);
            case WARNING -> palette.warning(text);
            case BAD -> palette.bad(text);
        };
    }

    @Override
    public List<String> report(JsonNode report) {
        return ReportScreen.render(report, ExitCode.of(report), width(), terminal.results())
                .stream()
                .map(line -> NEXT_COMMAND.matcher(line).replaceFirst(""))
                .filter(line -> !line.isBlank())
                .toList();
    }
}
