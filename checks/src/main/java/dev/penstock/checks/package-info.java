/// Checks with dependencies too heavy for core, behind core's [dev.penstock.check.Check]. A program never names these classes:
/// with this module on the class path, tasks may ask for them.
@NullMarked
package dev.penstock.checks;

import org.jspecify.annotations.NullMarked;
