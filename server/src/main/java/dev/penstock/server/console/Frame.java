package dev.penstock.server.console;

import dev.penstock.server.access.Caller;

/// What is around every page.
///
/// @param title of the page
/// @param here path of the page, to mark it in the navigation
/// @param caller who looks at it
public record Frame(String title, String here, Caller caller) {}
