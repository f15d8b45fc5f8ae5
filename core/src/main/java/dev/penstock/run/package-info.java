/// The loop: reads items, takes each through its path, and ends the run.
@NullMarked
package dev.penstock.run;

import org.jspecify.annotations.NullMarked;
