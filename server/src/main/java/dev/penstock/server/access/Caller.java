package dev.penstock.server.access;

import dev.penstock.engine.ServerConfig.Role;

/// Who asks.
///
/// @param name of the token; the login name of this process's user where no tokens are configured
/// @param session whether a browser's cookie said so, rather than a token in the request
public record Caller(String name, Role role, boolean session) {
    /// Whoever did not say who they are.
    public static final Caller NOBODY = new Caller("", Role.VIEWER, false);
}
