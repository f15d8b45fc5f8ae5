package dev.penstock.cli.demo;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Where the demo plays: the terminal as the command line knows it.
public interface Stage {
    /// What a piece of text is, for those who see colours.
    enum Tone {
        STRONG, FAINT, GOOD, WARNING, BAD
    }

    /// Columns of a line.
    int width();

    /// Whether [#progress] is repainted in place.
    boolean live();

    /// Prints a finished line, below everything before it.
    void line(String text);

    /// Shows how far the current step is: in the place of the last such line when live, as one more line when not.
    void progress(String text);

    /// Takes the progress line away.
    void progressEnded();

    /// Text of a model or an input, on one line and harmless to a terminal.
    String clean(String text);

    String paint(Tone tone, String text);

    /// The report screen of a run.
    List<String> report(JsonNode report);

    /// Removes the columns of text that do not fit.
    String cut(String text, int columns);
}
