/// The checks over outputs that a team already has: which of them are bad, why, and how many. Calls nothing, costs nothing,
/// stores nothing.
@NullMarked
package dev.penstock.engine.audit;

import org.jspecify.annotations.NullMarked;
