package dev.penstock.server.http;

/// Shows a person what went wrong.
@FunctionalInterface
public interface ErrorPage {
    /// @param request id of the failed request
    /// @return HTML
    String show(Problem problem, String request);
}
