package dev.penstock.cli;

import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the command line knows about where it prints.
///
/// @param live whether standard error may be repainted
/// @param interactive whether a person can be asked: standard input and error are terminals
/// @param shown whether standard output is a terminal, so that what is written there is obeyed
/// @param messages colours for standard error
/// @param results colours for standard output
/// @param columns width right now
record Terminal(boolean live, boolean interactive, boolean shown, Palette messages, Palette results,
        Supplier<Integer> columns) {
    static final int USUAL_WIDTH = 100;
    private static final int NARROWEST = 40;

    /// When colours are used.
    enum Colour {
        AUTO, ALWAYS, NEVER
    }

    /// Not a terminal: plain text of the usual width.
    static Terminal none() {
        return new Terminal(false, false, false, Palette.PLAIN, Palette.PLAIN, () -> USUAL_WIDTH);
    }

    /// Looks at the environment.
    ///
    /// @param isTerminal whether a file descriptor is a terminal
    /// @param width columns of the terminal, if it tells them
    static Terminal detect(Function<String, @Nullable String> env, IntPredicate isTerminal, Supplier<OptionalInt> width,
            Colour colour) {
        boolean dumb = "dumb".equals(env.apply("TERM"));
        boolean live = isTerminal.test(2) && !dumb && !isSet(env, "CI");
        boolean mayColour = colour == Colour.ALWAYS
                || (colour == Colour.AUTO && !dumb && !isSet(env, "NO_COLOR"));
        boolean always = colour == Colour.ALWAYS;
        return new Terminal(live, isTerminal.test(0) && isTerminal.test(2), isTerminal.test(1),
                new Palette(mayColour && (always || isTerminal.test(2))),
                new Palette(mayColour && (always || isTerminal.test(1))), () -> columns(env, width));
    }

    int width() {
        return columns.get();
    }

    private static int columns(Function<String, @Nullable String> env, Supplier<OptionalInt> width) {
        var told = width.get();
        if (told.isPresent()) {
            return Math.max(NARROWEST, told.getAsInt());
        }
        var columns = env.apply("COLUMNS");
        return columns != null && columns.matches("[0-9]{1,4}")
                ? Math.max(NARROWEST, Integer.parseInt(columns))
                : USUAL_WIDTH;
    }

    private static boolean isSet(Function<String, @Nullable String> env, String name) {
        var value = env.apply(name);
        return value != null && !value.isEmpty();
    }
}
