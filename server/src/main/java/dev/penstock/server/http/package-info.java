/// One table of routes: what is served, checked and documented stands there once. Only this package knows the web server.
@NullMarked
package dev.penstock.server.http;

import org.jspecify.annotations.NullMarked;
