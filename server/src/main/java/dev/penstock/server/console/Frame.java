package dev.penstock.server.console;

import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.server.access.Caller;

/// What is around every page.
///
/// @param title of the page
/// @param here path of the page, to mark it in the navigation
/// @param caller who looks at it
public record Frame(String title, String here, Caller caller) {
    /// Around what anybody may see.
    static Frame ofNobody(String title) {
        return new Frame(title, "", Caller.NOBODY);
    }

    /// Whether it is known who looks.
    public boolean known() {
        return !caller.name().isEmpty();
    }

    /// Whether who looks may start, end and spend.
    public boolean operates() {
        return caller.role() == Role.OPERATOR;
    }

    /// Whether who looks may decide.
    public boolean decides() {
        return caller.role() != Role.VIEWER;
    }
}
