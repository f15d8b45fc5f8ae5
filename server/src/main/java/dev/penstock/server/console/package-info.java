/// The ground of the review console: layout, login, overview.
@NullMarked
package dev.penstock.server.console;

import org.jspecify.annotations.NullMarked;
