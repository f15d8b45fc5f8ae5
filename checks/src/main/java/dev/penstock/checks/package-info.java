/// Checks with dependencies too heavy for core, behind core's [dev.penstock.check.Check].
@NullMarked
package dev.penstock.checks;

import org.jspecify.annotations.NullMarked;
