/// Starts a project: its files, and a task made up or derived from what a team already has.
@NullMarked
package dev.penstock.engine.scaffold;

import org.jspecify.annotations.NullMarked;
