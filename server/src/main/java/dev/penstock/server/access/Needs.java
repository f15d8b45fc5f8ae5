package dev.penstock.server.access;

import dev.penstock.engine.ServerConfig.Role;

/// What a route needs of its caller. Every route says it: there is no default.
public enum Needs {
    /// Open to everybody who reaches the server.
    NOTHING,
    /// Reads.
    VIEWER,
    /// Decides.
    REVIEWER,
    /// Spends.
    OPERATOR;

    public boolean allows(Role role) {
        return switch (this) {
            case NOTHING, VIEWER -> true;
            case REVIEWER -> role != Role.VIEWER;
            case OPERATOR -> role == Role.OPERATOR;
        };
    }
}
