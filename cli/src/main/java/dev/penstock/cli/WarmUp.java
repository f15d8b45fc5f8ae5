package dev.penstock.cli;

/// Loads what most commands need, so that the launcher can record a start-up cache from it.
public final class WarmUp {
    private WarmUp() {}

    /// Records nothing itself; the JVM does.
    public static void main(String[] args) {
        Main.main(new String[]{"--version"});
    }
}
