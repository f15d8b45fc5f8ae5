/// `penstock serve`: the engine behind an HTTP API, with the ground of the review console.
@NullMarked
package dev.penstock.server;

import org.jspecify.annotations.NullMarked;
