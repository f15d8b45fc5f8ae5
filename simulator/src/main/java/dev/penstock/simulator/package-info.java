/// A provider that misbehaves on demand over real HTTP and keeps its own books.
///
/// A scenario says what goes wrong; [dev.penstock.simulator.Simulator] serves it; [dev.penstock.simulator.Books] says
/// what was billed and what was injected. Everything drawn is a function of the scenario's seed, the item's text and the
/// number of the call for that item.
@NullMarked
package dev.penstock.simulator;

import org.jspecify.annotations.NullMarked;
