package dev.penstock.cli;

/// Writes a word so that a shell reads it as one.
final class ShellWord {
    private ShellWord() {}

    static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
