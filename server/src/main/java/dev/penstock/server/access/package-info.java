/// Who may call the server, and for what: tokens, sessions, and where a request may come from.
@NullMarked
package dev.penstock.server.access;

import org.jspecify.annotations.NullMarked;
