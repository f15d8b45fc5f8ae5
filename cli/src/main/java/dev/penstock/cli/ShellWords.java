package dev.penstock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Splits a command such as `code --wait` or `"/opt/my editor" -n` into its words, as a shell would, and interprets nothing
/// else: no variable, no pipe, no command within a command.
final class ShellWords {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /// @return empty when a quote is not closed
    static Optional<List<String>> split(String text) {
        var split = new ShellWords(text);
        return split.all() ? Optional.of(List.copyOf(split.words)) : Optional.empty();
    }

    private boolean all() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'', '"' -> {
                    if (!quoted(c)) {
                        return false;
                    }
                }
                case '\\' -> take(at < text.length() ? text.charAt(at++) : c);
                case ' ', '\t', '\n' -> end();
                default -> take(c);
            }
        }
        end();
        return true;
    }

    private boolean quoted(char quote) {
        inWord = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return true;
            }
            boolean escape = c == '\\' && quote == '"' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
            take(escape ? text.charAt(at++) : c);
        }
        return false;
    }

    private void take(char c) {
        inWord = true;
        word.append(c);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        inWord = false;
    }
}
