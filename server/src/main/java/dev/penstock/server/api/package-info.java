/// The HTTP API of design 5.5, route by route.
@NullMarked
package dev.penstock.server.api;

import org.jspecify.annotations.NullMarked;
