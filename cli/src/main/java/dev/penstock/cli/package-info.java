/// The command line: screens are pure functions from values to lines, commands wire them to the engine.
@NullMarked
package dev.penstock.cli;

import org.jspecify.annotations.NullMarked;
